"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** At most one refresh in this time, however fast calls arrive. */
const LEAST_MS = 1000;

/**
 * Follows new data: the server says when figures changed, and the page is rendered again in place, without a reload and
 * without moving. Quiet while the page is hidden; what was missed is caught up with when it is shown.
 */
export function LiveRefresh() {
  const router = useRouter();
  useEffect(() => {
    let last = 0;
    let missed = false;
    let first = true;
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
    source.addEventListener("message", () => {
      // The stream opens with the version the page was just rendered from.
      if (!first) changed();
      first = false;
    });
    document.addEventListener("visibilitychange", shown);
    return () => {
      source.close();
      document.removeEventListener("visibilitychange", shown);
      if (timer !== null) clearTimeout(timer);
    };
  }, [router]);
  return null;
}
