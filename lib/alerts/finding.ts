/** What one look at one series found, of whatever kind its metric is. Rates are fractions, amounts in the metric's unit. */
export interface Finding {
  readonly alarm: boolean;
  /** Back at what is expected. */
  readonly calm: boolean;
  /** Nothing happened that could be judged for as long as `NO_DATA_MINUTES`. */
  readonly noData: boolean;
  /** So far beyond what an alarm needs that a second look is not waited for. */
  readonly overwhelming: boolean;
  /** Epoch minute at which it began; null without an alarm. */
  readonly since: number | null;
  /** The rate or the amount of the window; null when there was nothing to see. */
  readonly seen: number | null;
  readonly expected: number;
  /** Where an alarm begins in a window like this one. */
  readonly limit: number;
  readonly hits: number | null;
  readonly expectedHits: number | null;
  /** What the hits are out of, or what the amount is divided by; null for an amount by time. */
  readonly base: number | null;
  readonly windowMinutes: number | null;
  /** False while there is too little past to say what is expected. */
  readonly enoughData: boolean;
}

/** A series without calls for so long has no data: shorter pauses are common at night. */
export const NO_DATA_MINUTES = 60;
