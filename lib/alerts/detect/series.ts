/** How easily a rule is roused: how often chance may raise a false alarm, and how small a change is worth one. */
export type Sensitivity = "quiet" | "normal" | "keen";

/** Calls out of which some were hits (needed a retry, failed, were invalid), one number a bucket, oldest first. */
export interface RateCounts {
  readonly calls: Float64Array;
  readonly hits: Float64Array;
}

/** One series of counts: by minute up to `now`, and by hour before now's hour. Missing buckets are zeroes. */
export interface RateHistory {
  /** Epoch minute, exclusive end of the last minute to be judged: late data has settled before it. */
  readonly now: number;
  /** The minutes just before `now`, oldest first: at most the last 24 h, at least the last 12 h where they are known. */
  readonly minutes: RateCounts;
  /** UTC hours, oldest first, up to 5 weeks; the last is the one before the hour of `now`. */
  readonly hours: RateCounts;
}

/** Amounts (dollars, calls, milliseconds) by bucket, oldest first, and what they are divided by. */
export interface LevelAmounts {
  readonly amounts: Float64Array;
  /** Tasks, calls or another base that makes the level a mean; null where the level is the amount by time itself. */
  readonly weights: Float64Array | null;
}

/** One series of amounts, in the same buckets as a RateHistory. */
export interface LevelHistory {
  readonly now: number;
  readonly minutes: LevelAmounts;
  readonly hours: LevelAmounts;
}

export interface DetectOptions {
  readonly sensitivity: Sensitivity;
  /** All series that the project has judged every minute: they share one budget of false alarms. */
  readonly seriesInProject: number;
  /** Least ratio of seen to expected that is worth an alarm; by default the sensitivity's. */
  readonly leastEffect?: number;
  /** Least calls (for levels: least weight) in a window that is judged. */
  readonly leastCalls?: number;
  /** Epoch minute at which the series' last incident ended, or null: no window reaches back over it. */
  readonly notBefore?: number | null;
}

export interface LevelOptions extends DetectOptions {
  /** Which way is bad: cost rises above, traffic and pricing coverage fall below. */
  readonly direction: "above" | "below";
}

/** What one look at a series found. */
export interface Judgement {
  /** Something changed, and it goes on. Never together with `calm`. */
  readonly alarm: boolean;
  /** The newest stretch long enough to tell is back at the expected level. An open incident ends when this stays true. */
  readonly calm: boolean;
  /** Length of the window that the figures are of: of an alarm one that alone shows it, else that with the strongest evidence; null without any. */
  readonly windowMinutes: number | null;
  /** Of the strongest window: −log10 of how many deviations as strong as this one chance brings to a series in a month. */
  readonly evidence: number;
  /** The evidence that an alarm needs here: the series' share of the project's budget. */
  readonly evidenceNeeded: number;
  /** Variance of counts over that of independent draws, at the window's length; for levels over the mean, in the amount's unit. */
  readonly dispersion: number;
  /** Epoch minute at which the deviation began; null without an alarm. */
  readonly since: number | null;
  /** False while there is too little past to say what is expected; then there is no alarm. */
  readonly enoughData: boolean;
}

/** A judgement of calls out of calls. All figures are of the window `windowMinutes`. */
export interface RateJudgement extends Judgement {
  readonly calls: number;
  readonly hits: number;
  readonly expectedRate: number;
  readonly expectedHits: number;
  /** The rate up to which this window would have been no alarm, for the band on the chart. */
  readonly upperBand: number;
}

/** A judgement of amounts. All figures are of the window `windowMinutes`. */
export interface LevelJudgement extends Judgement {
  /** Amount of the window, or amount / weight where there are weights. */
  readonly level: number | null;
  readonly weight: number;
  readonly expectedLevel: number;
  /** The level at which this window would have been an alarm, above or below by direction. */
  readonly band: number;
}

/** The smallest rise that a rule can see at the series' present traffic. */
export interface VisibleSpike {
  /** Times the expected rate. */
  readonly factor: number;
  /** The rate that it rises to. */
  readonly rate: number;
  /** How long it must last to be seen nine times in ten. */
  readonly minutes: number;
}
