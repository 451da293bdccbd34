import { groupOf, measure } from "#components/figures/measured.ts";
import { PageLink } from "#components/controls/page-link.tsx";
import type { ReactNode } from "react";
import { shareOf, showMoney, showMoneyInterval, showUsd } from "#components/format/money.ts";
import { showQuantity, showRate } from "#components/format/number.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { parseUsd, type NanoUsd } from "#lib/domain/money.ts";
import { readCostPerSuccess, type CostPerSuccess } from "./read-cost-per-success.ts";

interface SpendSentenceProps {
  readonly now: MetricsRow;
  readonly before: MetricsRow | null;
  /** "the 28 days before" */
  readonly beforeName: string;
  /** The model whose tasks waste most, with its page; null where there is nothing to single out. */
  readonly mostWasted?: { readonly model: string; readonly nano: NanoUsd; readonly href: string } | null;
}

type Known = Extract<CostPerSuccess, { known: true }>;

function withInterval(cost: Known): ReactNode {
  if (cost.interval === null) return <b>{showMoney(cost.nano)}</b>;
  return (
    <>
      <b>{showMoney(cost.nano)}</b>{" "}
      <span className="text-mute">(95% {showMoneyInterval(cost.nano, cost.interval)})</span>
    </>
  );
}

/** Two intervals that do not touch: the only case in which a change is claimed. */
function apart(now: Known, before: Known): boolean {
  if (now.interval === null || before.interval === null) return false;
  return now.interval[0] > before.interval[1] || now.interval[1] < before.interval[0];
}

function Comparison({ now, before, beforeName }: SpendSentenceProps) {
  const a = readCostPerSuccess(now);
  if (!a.known) return null;
  if (before === null || before.tasks === 0) return <> Nothing to compare with: no tasks in {beforeName}.</>;
  const b = readCostPerSuccess(before);
  if (!b.known)
    return (
      <>
        {" "}
        No figure for {beforeName}: {b.reason}.
      </>
    );
  if (!a.sufficient || !b.sufficient)
    return (
      <>
        {" "}
        {showMoney(b.nano)} in {beforeName}; too few successes to say whether that changed.
      </>
    );
  const change = b.nano === 0n ? null : Number(a.nano - b.nano) / Number(b.nano);
  if (change === null || !apart(a, b))
    return (
      <>
        {" "}
        Not clearly different from {beforeName}: {withInterval(b)}.
      </>
    );
  return (
    <>
      {" "}
      <span className={change > 0 ? "text-bad" : "text-good"}>
        {change > 0 ? "Up" : "Down"} {showRate(Math.abs(change), 0)}
      </span>{" "}
      on {beforeName}: {withInterval(b)}.
    </>
  );
}

function MostWasted({ now, mostWasted }: SpendSentenceProps) {
  if (mostWasted == null) return null;
  const share = shareOf(mostWasted.nano, parseUsd(now.waste_usd));
  if (share === null) return null;
  return (
    <>
      {" "}
      Of {showUsd(now.waste_usd)} wasted, <b>{showRate(share, 0)}</b> went into tasks that began with{" "}
      <PageLink href={mostWasted.href} className="underline decoration-hair underline-offset-3 hover:text-follow">
        {mostWasted.model}
      </PageLink>
      .
    </>
  );
}

/** The span in a sentence: spend, tasks, cost per 1,000 successes, and whether that changed. */
export function SpendSentence(props: SpendSentenceProps) {
  const { now } = props;
  const cost = readCostPerSuccess(now);
  return (
    <p {...groupOf(now)} className="mb-4 max-w-[980px] text-[15px] leading-normal">
      <b {...measure("cost_usd")}>{now.cost_known ? showUsd(now.cost_usd) : "An unknown amount"}</b> on{" "}
      {showQuantity(now.tasks, "task")};{" "}
      {cost.known ? <>{withInterval(cost)} per 1,000 successes.</> : <>no cost per success yet: {cost.reason}.</>}
      <Comparison {...props} />
      <MostWasted {...props} />
    </p>
  );
}
