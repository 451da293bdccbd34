import type { CostSums } from "./cost-per-success.ts";
import type { Usd } from "./metrics-row.ts";
import { divideHalfUp, formatUsd } from "#lib/domain/money.ts";
import { isCostKnown } from "./cost-per-success.ts";

/**
 * What a finished task of the group cost, in US dollars: all but the undecided ones, however they ended. Null while none is
 * finished, and where a call has no price: the sum would be of less than it says.
 */
export function costPerTask(sums: CostSums): Usd | null {
  const finished = sums.tasks - sums.undecided;
  if (finished <= 0n || sums.unpriced_calls > 0n || !isCostKnown(sums)) return null;
  return formatUsd(divideHalfUp(sums.cost - sums.undecided_cost, finished));
}
