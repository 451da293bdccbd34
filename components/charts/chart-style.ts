/** Axis labels of all charts. */
export const TICK = { fill: "var(--mute)", fontSize: 11 } as const;
export const TOOLTIP = "rounded border border-hair bg-ground px-2.5 py-1.5 text-note text-ink shadow-sm";
