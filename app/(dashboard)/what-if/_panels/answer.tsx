import { ReviewTable } from "#components/review/review-table.tsx";
import { count, percent } from "#lib/review/document/show-figures.ts";
import { CACHING_ASSUMED, GRADE_WORDS } from "#lib/review/document/words.ts";
import type { CachingEstimate } from "#lib/review/price-caching.ts";
import { projectPolicy, type Projection } from "#lib/review/project-policy.ts";
import type { Latencies, WhatIf } from "#lib/server/ask-what-if.ts";
import type { Choice } from "#lib/review/search-policies.ts";
import { scaled, type Estimate } from "#lib/review/statistics/weighted-sums.ts";
import { showNano } from "../../_view/show-nano.ts";
import {
  showMs,
  showMsRange,
  showNanoRange,
  showPoints,
  showPointsRange,
  showRateRange,
  UNKNOWN,
} from "../_view/show-what-if.ts";

/** Batches cost half at the vendors that offer them, with answers hours later (the price overlay's factor). */
const BATCH = 0.5;
const NOTHING_CHOSEN: Choice = new Map();

/** The chosen policy beside today: spend, cost per success, success, and what all of it rests on. */
export function AnswerPanel({ asked }: { readonly asked: WhatIf }) {
  const { history, choice, answer, tasksAMonth, latencyOf, cachingOf } = asked;
  if (answer.projection === null)
    return (
      <p role="status" className="mb-5 max-w-[860px] text-[15px]">
        This cannot be said: {answer.refused}.
      </p>
    );
  const today = projectPolicy(history, () => null).projection;
  const chosen = choice.size === 0 ? null : answer.projection;
  const cached = { today: cachingOf(NOTHING_CHOSEN), chosen: cachingOf(choice) };
  return (
    <div className="mb-7">
      <p role="status" className="mb-3 max-w-[860px] text-[15px]">
        {chosen === null
          ? "Nothing is changed yet: choose models below, or take the best policy."
          : sentence(chosen, tasksAMonth)}
      </p>
      <ReviewTable
        caption="Today and the chosen policy"
        head={["", "Today", "Chosen", "95% interval"]}
        rows={[
          ...rowsOf({ today, chosen, tasksAMonth, cached }),
          ...latencyRows(latencyOf(NOTHING_CHOSEN), chosen === null ? null : latencyOf(choice)),
        ]}
      />
      <p className="mt-2 max-w-[860px] text-note text-mute">{cachingNote(cached.chosen)}</p>
    </div>
  );
}

/** Which part of the price of a cache was seen, and which is supposed. */
function cachingNote(caching: CachingEstimate | null): string {
  if (caching === null)
    return "What a cache would save is not known: no call of the latest 2,000 tasks carries a hash of how it began.";
  const { calls, hashed, again, cachedAlready } = caching;
  const seen =
    hashed === calls
      ? `${count(calls)} calls of these models`
      : `${count(hashed)} of ${count(calls)} calls of these models that say how they began`;
  return (
    `Caching: observed in the latest 2,000 tasks: of ${seen}, ${percent(again)} began as another of the same model that ended ` +
    `within five minutes before; ${percent(cachedAlready)} of the input was read from a cache already. Assumed: ${CACHING_ASSUMED}. ` +
    `Evidence: ${GRADE_WORDS.C}.`
  );
}

function latencyRows(today: Latencies, chosen: Latencies | null): (readonly string[])[] {
  const row = (name: string, of: (one: Latencies) => Estimate | null | undefined): readonly string[] => {
    const then = chosen && of(chosen);
    return [name, showMs(of(today)), showMs(then), showMsRange(then)];
  };
  const rows = [
    row("A task takes, median", ({ task }) => task?.p50),
    row("95% of tasks within", ({ task }) => task?.p95),
    row("A call takes, median", ({ call }) => call?.p50),
    row("95% of calls within", ({ call }) => call?.p95),
    row("First token after, median", ({ firstToken }) => firstToken?.p50),
    row("95% of first tokens within", ({ firstToken }) => firstToken?.p95),
  ];
  return rows.filter(([, ...figures]) => figures.some((figure) => figure !== UNKNOWN));
}

function sentence(
  { savedPerTask, successChange, grade, covered, sufficient }: Projection,
  tasksAMonth: number,
): string {
  const saved = savedPerTask.value * tasksAMonth;
  const money = `${showNano(Math.abs(saved))} a month ${saved >= 0 ? "less" : "more"} (95%: ${showNanoRange(savedPerTask, tasksAMonth)})`;
  const success = `success ${showPoints(successChange.value)} (95%: ${showPointsRange(successChange)})`;
  // Shares are sums of floats: what rounds to nothing is nothing.
  const rest = 1 - covered >= 0.0005 ? ` ${percent(1 - covered)} of the work rests on assumption.` : "";
  const few = sufficient ? "" : " Too few tasks to rank by.";
  return `${money}; ${success}. Evidence: ${GRADE_WORDS[grade]}.${rest}${few}`;
}

interface Columns {
  readonly today: Projection | null;
  readonly chosen: Projection | null;
  readonly tasksAMonth: number;
  readonly cached: { readonly today: CachingEstimate | null; readonly chosen: CachingEstimate | null };
}

function rowsOf({ today, chosen, tasksAMonth, cached }: Columns): (readonly string[])[] {
  const of = (show: (projection: Projection) => string, projection: Projection | null): string =>
    projection === null ? UNKNOWN : show(projection);
  const row = (name: string, show: (p: Projection) => string, range: (p: Projection) => string): readonly string[] => [
    name,
    of(show, today),
    of(show, chosen),
    of(range, chosen),
  ];
  const a1000 = 1000;
  return [
    row(
      `Spend a month, ${count(tasksAMonth)} tasks`,
      ({ costPerTask }) => showNano(costPerTask.value * tasksAMonth),
      ({ costPerTask }) => showNanoRange(costPerTask, tasksAMonth),
    ),
    row(
      "The same in batches (assumed: half the price)",
      ({ costPerTask }) => showNano(costPerTask.value * tasksAMonth * BATCH),
      ({ costPerTask }) => showNanoRange(costPerTask, tasksAMonth * BATCH),
    ),
    cachedRow({ today, chosen, tasksAMonth, cached }),
    row(
      "Success rate",
      ({ successRate }) => percent(successRate.value),
      ({ successRate }) => showRateRange(successRate),
    ),
    row(
      "Cost of 1,000 successes",
      ({ costPerSuccess }) => (costPerSuccess === null ? UNKNOWN : showNano(costPerSuccess.value * a1000)),
      ({ costPerSuccess }) => (costPerSuccess === null ? UNKNOWN : showNanoRange(costPerSuccess, a1000)),
    ),
  ];
}

function cachedRow({ today, chosen, tasksAMonth, cached }: Columns): readonly string[] {
  const costOf = (projection: Projection | null, caching: CachingEstimate | null): Estimate | null =>
    projection && caching && scaled(projection.costPerTask, caching.remains * tasksAMonth);
  const [now, then] = [costOf(today, cached.today), costOf(chosen, cached.chosen)];
  const show = (cost: Estimate | null): string => (cost === null ? UNKNOWN : showNano(cost.value));
  return [
    "With shared beginnings cached (assumed)",
    show(now),
    show(then),
    then === null ? UNKNOWN : showNanoRange(then),
  ];
}
