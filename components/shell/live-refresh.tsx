"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

/** At most one refresh in this time, however fast calls arrive. */
const LEAST_MS = 1000;

/**
 * Follows new data from the version the page was first drawn from: the page is rendered again in place, without a reload
 * and without moving. Quiet while the page is hidden; what was missed is caught up with when it is shown.
 */
export function LiveRefresh({ version }: { readonly version: string }) {
  const router = useRouter();
  const [rendered] = useState(version);
  useEffect(() => {
    let last = 0;
    let missed = false;
    let known = rendered;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const refresh = () => {
      timer = null;
      last = Date.now();
      router.refresh();
    };
    const changed = () => {
      if (document.hidden) missed = true;
      else timer ??= setTimeout(refresh, Math.max(0, last + LEAST_MS - Date.now()));
    };
    const shown = () => {
      if (document.hidden || !missed) return;
      missed = false;
      changed();
    };
    const source = new EventSource("/api/live");
    source.addEventListener("message", ({ data }: MessageEvent<string>) => {
      // The stream opens with the version there is: the page's own, unless data came while it was drawn.
      if (data !== known) changed();
      known = data;
    });
    document.addEventListener("visibilitychange", shown);
    return () => {
      source.close();
      document.removeEventListener("visibilitychange", shown);
      if (timer !== null) clearTimeout(timer);
    };
  }, [router, rendered]);
  return null;
}
