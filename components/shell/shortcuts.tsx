"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { carriedQuery, PAGES } from "./pages.ts";

/** Fetched when somebody asks for it: no page waits for it. */
const CommandPalette = lazy(async () => ({ default: (await import("./command-palette.tsx")).CommandPalette }));
const ShortcutList = lazy(async () => ({ default: (await import("./shortcut-list.tsx")).ShortcutList }));

/** How long the second key of two may take. */
const SECOND_KEY_MS = 1500;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable], dialog") !== null;
}

/** Whether the key opens the search from anywhere: Ctrl K or ⌘ K, and a bare slash where nobody types. */
function asksToSearch(event: KeyboardEvent): boolean {
  if (event.key.toLowerCase() === "k") return (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  return event.key === "/" && !event.ctrlKey && !event.metaKey && !isTyping(event.target);
}

/** Keys that work on every page, and the button that opens the search for those who do not know them. */
export function Shortcuts() {
  const router = useRouter();
  const [open, setOpen] = useState<"palette" | "list" | null>(null);
  const goUntil = useRef(0);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (asksToSearch(event)) {
        event.preventDefault();
        setOpen("palette");
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const page = event.timeStamp < goUntil.current ? PAGES.find(({ key }) => key === event.key) : undefined;
      goUntil.current = event.key === "g" ? event.timeStamp + SECOND_KEY_MS : 0;
      if (page !== undefined) router.push(`${page.href}${carriedQuery(new URLSearchParams(location.search))}`);
      else if (event.key === "?") setOpen("list");
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [router]);
  const close = () => setOpen(null);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen("palette")}
        aria-label="Find a page, model or task"
        aria-keyshortcuts="Control+K Meta+K"
        className="flex items-center gap-2 rounded-md px-2 py-1.5 text-left text-mute hover:text-ink max-md:absolute max-md:top-2 max-md:right-44 max-md:h-7"
      >
        <Search aria-hidden size={13} />
        <span className="max-md:sr-only">Find</span>
        <kbd className="ml-auto font-sans text-[11px] max-md:hidden">Ctrl K</kbd>
      </button>
      <Suspense fallback={null}>
        {open === "palette" ? <CommandPalette onClose={close} /> : null}
        {open === "list" ? <ShortcutList onClose={close} /> : null}
      </Suspense>
    </>
  );
}
