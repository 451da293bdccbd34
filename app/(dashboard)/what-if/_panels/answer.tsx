import { ReviewTable } from "#components/review/review-table.tsx";
import { count, percent } from "#lib/review/document/show-figures.ts";
import { GRADE_WORDS } from "#lib/review/document/words.ts";
import { projectPolicy, type Projection } from "#lib/review/project-policy.ts";
import type { Latencies, WhatIf } from "#lib/server/ask-what-if.ts";
import type { Choice } from "#lib/review/search-policies.ts";
import type { Estimate } from "#lib/review/statistics/weighted-sums.ts";
import { showNano } from "../../_view/show-nano.ts";
import { showMs, showMsRange, showNanoRange, showPoints, showRateRange, UNKNOWN } from "../_view/show-what-if.ts";

/** Batches cost half at the vendors that offer them, with answers hours later (the price overlay's factor). */
const BATCH = 0.5;
const NOTHING_CHOSEN: Choice = new Map();

/** The chosen policy beside today: spend, cost per success, success, and what all of it rests on. */
export function AnswerPanel({ asked }: { readonly asked: WhatIf }) {
  const { history, choice, answer, tasksAMonth, latencyOf } = asked;
  if (answer.projection === null)
    return (
      <p role="status" className="mb-5 max-w-[860px] text-[15px]">
        This cannot be said: {answer.refused}.
      </p>
    );
  const today = projectPolicy(history, () => null).projection;
  const chosen = choice.size === 0 ? null : answer.projection;
  return (
    <div className="mb-7">
      <p role="status" className="mb-3 max-w-[860px] text-[15px]">
        {chosen === null
          ? "Nothing is changed yet: choose models below, or take the best policy."
          : sentence(chosen, tasksAMonth)}
      </p>
      <ReviewTable
        caption="Today and the chosen policy"
        head={["", "Today", "Chosen", "95 % interval"]}
        rows={[
          ...rowsOf({ today, chosen, tasksAMonth }),
          ...latencyRows(latencyOf(NOTHING_CHOSEN), chosen === null ? null : latencyOf(choice)),
        ]}
      />
    </div>
  );
}

function latencyRows(today: Latencies, chosen: Latencies | null): (readonly string[])[] {
  const row = (name: string, of: (one: Latencies) => Estimate | null | undefined): readonly string[] => {
    const then = chosen && of(chosen);
    return [name, showMs(of(today)), showMs(then), showMsRange(then)];
  };
  const rows = [
    row("A task takes, median", ({ task }) => task?.p50),
    row("95 % of tasks within", ({ task }) => task?.p95),
    row("A call takes, median", ({ call }) => call?.p50),
    row("95 % of calls within", ({ call }) => call?.p95),
    row("First token after, median", ({ firstToken }) => firstToken?.p50),
    row("95 % of first tokens within", ({ firstToken }) => firstToken?.p95),
  ];
  return rows.filter(([, ...figures]) => figures.some((figure) => figure !== UNKNOWN));
}

function sentence(
  { savedPerTask, successChange, grade, covered, sufficient }: Projection,
  tasksAMonth: number,
): string {
  const saved = savedPerTask.value * tasksAMonth;
  const money = `${showNano(Math.abs(saved))} a month ${saved >= 0 ? "less" : "more"} (95 %: ${showNanoRange(savedPerTask, tasksAMonth)})`;
  const success = `success ${showPoints(successChange.value)} (95 %: ${showPoints(successChange.low)} to ${showPoints(successChange.high ?? 1)})`;
  const rest = covered < 1 ? ` ${percent(1 - covered)} of the work rests on assumption.` : "";
  const few = sufficient ? "" : " Too few tasks to rank by.";
  return `${money}; ${success}. Evidence: ${GRADE_WORDS[grade]}.${rest}${few}`;
}

interface Columns {
  readonly today: Projection | null;
  readonly chosen: Projection | null;
  readonly tasksAMonth: number;
}

function rowsOf({ today, chosen, tasksAMonth }: Columns): (readonly string[])[] {
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
