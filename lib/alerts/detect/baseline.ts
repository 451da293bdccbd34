/** What is counted and what it is counted out of, by UTC hour, oldest first. */
export interface HourCounts {
  readonly bases: Float64Array;
  readonly amounts: Float64Array;
}

/** What a series is expected to do in the hours around now. A pure value: it holds for the hour it was learnt in. */
export interface Baseline {
  /** Epoch hour of the first of `levels`. */
  readonly firstHour: number;
  /** Expected amount per base, by hour, from 13 hours before now's hour to the one after it. */
  readonly levels: Float64Array;
  /** Variance of the expected level over its square: what is not known about it. */
  readonly uncertainty: number;
  /** Variance of an hour's amount over its mean, past incidents clipped. */
  readonly dispersion: number;
  /** Hours with any base, of those that were learnt from. */
  readonly hours: number;
}

export interface Prior {
  /** Dispersion taken while the past says little. */
  readonly dispersion: number;
  /** No dispersion below this is believed; 1 for counts of independent things. */
  readonly leastDispersion: number;
}

/** The expected level in an epoch hour; at the ends, that of the nearest hour that is known. */
export function levelAt({ levels, firstHour }: Baseline, hour: number): number {
  return levels[Math.min(Math.max(hour - firstHour, 0), levels.length - 1)] ?? 0;
}
