/** Quiet button: a hairline and ink. */
export const BUTTON =
  "inline-flex h-7 items-center gap-1.5 rounded-md border border-hair bg-ground px-2.5 text-body whitespace-nowrap text-ink hover:bg-sel aria-busy:opacity-70 data-[state=open]:bg-sel";
/** Text that acts, under a figure. */
export const TEXT_BUTTON = "text-note text-mute underline-offset-3 hover:text-ink hover:underline";
/** A sign alone, named by its label. */
export const ICON_BUTTON = "grid size-7 place-items-center rounded text-mute hover:text-ink";
