import { showCents } from "#components/format/money.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { Unknown } from "./unknown.tsx";

interface FailureCostProps {
  readonly cost: string;
  /** Whether calls of the group lack a price: nothing known is then not the same as nothing. */
  readonly unpriced: boolean;
}

/** What failed calls cost. */
export function FailureCost({ cost, unpriced }: FailureCostProps) {
  const nano = parseUsd(cost);
  return nano === 0n && unpriced ? <Unknown reason="calls without a price" /> : showCents(nano);
}
