import type { Estimate } from "#lib/review/statistics/weighted-sums.ts";

export interface Cell {
  readonly source: string;
  readonly logSd: number | null;
  readonly dearer: number | null;
  readonly rate: number;
  readonly n: number;
  /** Share of the draws that the page would call sufficient. */
  readonly sufficient: number;
  /** Coverage among those; null where there are none. */
  readonly coverage: number | null;
  /** Coverage over all draws, an interval without end counted as holding. */
  readonly coverageOfAll: number;
}

export interface Tally {
  draws: number;
  covered: number;
  sufficient: number;
  coveredSufficient: number;
}

export function emptyTally(): Tally {
  return { draws: 0, covered: 0, sufficient: 0, coveredSufficient: 0 };
}

export function count(tally: Tally | undefined, covered: boolean, sufficient: boolean): void {
  if (tally === undefined) return;
  tally.draws += 1;
  tally.covered += Number(covered);
  tally.sufficient += Number(sufficient);
  tally.coveredSufficient += Number(covered && sufficient);
}

export function holds(estimate: Estimate | null, truth: number): boolean {
  return estimate === null || (estimate.low <= truth && (estimate.high === null || truth <= estimate.high));
}

export function cellOf(of: Pick<Cell, "source" | "logSd" | "dearer" | "rate" | "n">, tally: Tally): Cell {
  return {
    ...of,
    sufficient: tally.sufficient / tally.draws,
    coverage: tally.sufficient === 0 ? null : tally.coveredSufficient / tally.sufficient,
    coverageOfAll: tally.covered / tally.draws,
  };
}
