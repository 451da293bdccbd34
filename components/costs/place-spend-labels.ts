import { own } from "#lib/domain/own.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import type { SpendBucket, SpendSeries } from "./spend-part.ts";

interface Plot {
  readonly heightOf: (nano: NanoUsd) => number;
  readonly height: number;
}

export interface SpendLabel extends SpendSeries {
  /** Pixels from the top of the plot to the label's middle. */
  readonly y: number;
}

const LINE = 15;

/** Labels in the order of the stack, each as near to its part of the last bar as the others allow. */
export function placeSpendLabels(
  series: readonly SpendSeries[],
  buckets: readonly SpendBucket[],
  { heightOf, height }: Plot,
): SpendLabel[] {
  // The last bar of today has only begun: names stand where the last bar with spend has them.
  const last = buckets.findLast(({ nano }) => Object.values(nano).some((part) => part > 0n));
  let under = 0;
  const wanted = series.map((one) => {
    const part = heightOf(last === undefined ? 0n : (own(last.nano, one.name) ?? 0n));
    const middle = height - under - part / 2;
    under += part;
    return { ...one, y: middle };
  });
  const placed: SpendLabel[] = [];
  let floor = height - LINE / 2;
  for (const one of wanted) {
    const y = Math.min(one.y, floor);
    placed.push({ ...one, y });
    floor = y - LINE;
  }
  // Pushed out at the top, they all move down again as far as they must.
  const over = Math.max(0, LINE / 2 - (placed.at(-1)?.y ?? LINE));
  return over === 0 ? placed : spread(placed, height);
}

/** Too crowded to stand at their parts: evenly over the whole height, in order. */
function spread(labels: readonly SpendLabel[], height: number): SpendLabel[] {
  const step = Math.min(LINE, height / labels.length);
  return labels.map((label, i) => ({ ...label, y: LINE / 2 + (labels.length - 1 - i) * step }));
}
