/** One thing that the roll-ups say otherwise than the rows do. */
export interface Difference {
  /** The task, or the cell by its table and dimensions. */
  readonly where: string;
  readonly what: string;
  readonly stored: string | null;
  readonly recomputed: string | null;
}

/** Collects differences: keeps the first ones and counts all. */
export interface Findings {
  add(difference: Difference): void;
}
