"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ZONE_COOKIE } from "#components/format/read-zone.ts";

const YEAR_S = 31_536_000;

/** Tells the server the reader's zone where it thinks of another; the page is then drawn once more, in place. */
export function TellZone({ zone }: { readonly zone: string }) {
  const router = useRouter();
  useEffect(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    // A zone the server does not know would be told for ever: it is told once, and the cookie says so.
    const told = `${ZONE_COOKIE}=${encodeURIComponent(here)}`;
    if (here === zone || document.cookie.split("; ").includes(told)) return;
    document.cookie = `${told}; path=/; max-age=${YEAR_S}; samesite=lax`;
    router.refresh();
  }, [router, zone]);
  return null;
}
