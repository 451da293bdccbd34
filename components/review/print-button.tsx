"use client";

import { BUTTON } from "#components/ui/button.ts";

export function PrintButton() {
  return (
    <button type="button" className={BUTTON} onClick={() => window.print()}>
      Print
    </button>
  );
}
