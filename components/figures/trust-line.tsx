import { showUsd } from "#components/format/money.ts";
import { showQuantity, showRate } from "#components/format/number.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";

interface TrustLineProps {
  readonly row: MetricsRow;
  readonly pricingCoverage: number | null;
  /** Of the providers' bills imported for the same days; null where none is. */
  readonly capturedShare: number | null;
  readonly simulated: boolean;
}

function priced({ row, pricingCoverage }: TrustLineProps): string {
  if (pricingCoverage === null) return "no call carries usage";
  const unpriced = row.unpriced_calls > 0 ? `, ${showQuantity(row.unpriced_calls, "call")} without a price` : "";
  return `priced ${showRate(pricingCoverage)}${unpriced}`;
}

function outcomes({ row }: TrustLineProps): string {
  if (row.tasks === 0) return "no tasks";
  const known = (row.tasks - row.undecided) / row.tasks;
  if (row.undecided === 0) return `outcomes ${showRate(known)}`;
  return `outcomes ${showRate(known)}, ${showQuantity(row.undecided, "task")} undecided (${showUsd(row.undecided_cost_usd)})`;
}

function attempts({ row }: TrustLineProps): string {
  return row.calls === 0 ? "no calls" : `attempts seen ${showRate(row.calls_with_attempts / row.calls)}`;
}

function sources({ row }: TrustLineProps): string | null {
  const { reported, reviewed, inferred } = row.outcome_sources;
  const all = reported + reviewed + inferred;
  const parts = [
    reviewed === 0 ? null : `reviewed ${showRate(reviewed / all)}`,
    inferred === 0 ? null : `inferred ${showRate(inferred / all)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `${parts.join(", ")} of the outcomes`;
}

/** One line that says how far the figures can be trusted. */
export function TrustLine(props: TrustLineProps) {
  const possibly = /[1-9]/.test(props.row.possibly_billed_usd)
    ? `possibly billed besides ${showUsd(props.row.possibly_billed_usd)}`
    : null;
  const parts = [
    priced(props),
    outcomes(props),
    attempts(props),
    props.capturedShare === null ? null : `captured ${showRate(props.capturedShare)} of the bill`,
    sources(props),
    possibly,
    props.simulated ? "simulated data" : null,
  ];
  return <p className="pt-2 text-note text-mute">Trust: {parts.filter((part) => part !== null).join(" · ")}</p>;
}
