"use client";

import { Modal } from "#components/ui/modal.tsx";
import { PAGES } from "./pages.ts";

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ["Ctrl K", "Find a page, model or task (⌘ K on a Mac, or /)"],
  ["?", "Show these keys"],
  ["Esc", "Close what is open"],
  ...PAGES.map(({ key, name }) => [`g ${key}`, `Open ${name}`] as const),
];

/** The keys that work on every page. */
export function ShortcutList({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal label="Keyboard shortcuts" onClose={onClose}>
      <div className="p-5">
        <h2 className="mb-2 text-[15px] font-semibold">Keyboard shortcuts</h2>
        <dl className="grid grid-cols-[88px_minmax(0,1fr)]">
          {KEYS.map(([keys, does]) => (
            <div key={keys} className="contents">
              <dt className="border-t border-hair py-1.5">
                {keys.split(" ").map((key) => (
                  <kbd key={key} className="mr-1 rounded border border-hair bg-sel px-1.5 py-0.5 font-sans text-note">
                    {key}
                  </kbd>
                ))}
              </dt>
              <dd className="border-t border-hair py-1.5">{does}</dd>
            </div>
          ))}
        </dl>
        <button type="button" className="link mt-3" onClick={onClose}>
          Close
        </button>
      </div>
    </Modal>
  );
}
