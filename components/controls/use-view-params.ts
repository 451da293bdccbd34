"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTransition } from "react";

/** Changes search parameters of the page in place; each change is an entry of the history, so back undoes it. */
export function useViewParams() {
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const [pending, startTransition] = useTransition();
  const change = (changes: Readonly<Record<string, string | null>>) => {
    const next = new URLSearchParams(params);
    // A page of a list means nothing in another list.
    next.delete("cursor");
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === "") next.delete(name);
      else next.set(name, value);
    }
    const query = next.toString();
    startTransition(() => router.push(query === "" ? pathname : `${pathname}?${query}`, { scroll: false }));
  };
  return { change, pending };
}
