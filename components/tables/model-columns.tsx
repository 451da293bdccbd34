import type { ReactNode } from "react";
import { Unknown } from "#components/figures/unknown.tsx";
import type { MeasuredModel } from "#lib/analysis/models.ts";
import { readCostPerSuccess } from "#components/figures/read-cost-per-success.ts";
import { showMoney, showMoneyInterval, toDollars } from "#components/format/money.ts";
import { showCompact, showCount, showDuration, showRate, showRateInterval } from "#components/format/number.ts";
import { outputPerTask } from "./output-per-task.ts";

export interface ModelColumn {
  readonly key: string;
  /** Two short lines at most. */
  readonly name: string;
  /** The formula, on hover. */
  readonly meaning: string;
  readonly width: string;
  /** What it sorts and exports by; null is unknown and sorts last. */
  readonly value: (measured: MeasuredModel) => number | null;
  readonly cell: (measured: MeasuredModel) => ReactNode;
  /** What it is of the model's tasks or calls, as `measure` says it. */
  readonly of: "entered_tasks" | "own_calls";
  readonly formula: string;
  /** True where the smaller comes first. */
  readonly lowFirst: boolean;
}

const none = (reason: string) => <Unknown reason={reason} />;

function withNote(value: string, note: string): ReactNode {
  return (
    <>
      {value}
      <span className="block text-[11px] leading-3.5 font-normal text-mute">{note}</span>
    </>
  );
}

function successCell({ entered_tasks: tasks }: MeasuredModel): ReactNode {
  if (tasks === null || tasks.success_rate === null) return none("no decided task began with this model");
  return withNote(
    showRate(tasks.success_rate),
    tasks.success_rate_ci === null ? "" : showRateInterval(tasks.success_rate_ci),
  );
}

function costCell({ entered_tasks: tasks }: MeasuredModel): ReactNode {
  if (tasks === null) return none("no task began with this model");
  const cost = readCostPerSuccess(tasks);
  if (!cost.known) return none(cost.reason);
  const note = cost.interval === null ? "no interval" : showMoneyInterval(cost.nano, cost.interval);
  return withNote(showMoney(cost.nano), cost.sufficient ? note : `${note} · few`);
}

function costValue({ entered_tasks: tasks }: MeasuredModel): number | null {
  const cost = tasks === null ? null : readCostPerSuccess(tasks);
  return cost?.known === true ? toDollars(cost.nano) : null;
}

function rateColumn(
  column: Pick<ModelColumn, "key" | "name" | "meaning" | "lowFirst" | "formula">,
  read: (measured: MeasuredModel) => { readonly rate: number | null; readonly n: number },
  unknown: string,
): ModelColumn {
  return {
    ...column,
    of: "own_calls",
    width: "76px",
    value: (measured) => read(measured).rate,
    cell: (measured) => {
      const { rate, n } = read(measured);
      return rate === null ? none(unknown) : withNote(showRate(rate), `n ${showCount(n)}`);
    },
  };
}

function timeColumn(percentile: "p50" | "p95"): ModelColumn {
  return {
    key: `ttft_${percentile}`,
    of: "own_calls",
    formula: `ttft_ms.${percentile}`,
    name: `TTFT ${percentile}`,
    meaning: "Time to the first content of streamed calls, retries included; from histograms within 2%",
    width: "72px",
    lowFirst: true,
    value: ({ own_calls }) => own_calls?.ttft_ms?.[percentile] ?? null,
    cell: ({ own_calls }) => {
      const ms = own_calls?.ttft_ms?.[percentile] ?? null;
      return ms === null ? none("no streamed call with a first token") : showDuration(ms);
    },
  };
}

/** What users compare models by, in the order of the table. */
export const MODEL_COLUMNS: readonly ModelColumn[] = [
  {
    key: "cost",
    of: "entered_tasks",
    formula: "cost_per_success_usd * 1000",
    name: "per 1,000 successes",
    meaning: "Cost of all decided tasks that began with the model, for every 1,000 that succeeded; 95% interval",
    width: "104px",
    lowFirst: true,
    value: costValue,
    cell: costCell,
  },
  {
    key: "success",
    of: "entered_tasks",
    formula: "success_rate",
    name: "success",
    meaning: "Succeeded of those that succeeded or failed; 95% interval",
    width: "92px",
    lowFirst: false,
    value: ({ entered_tasks }) => entered_tasks?.success_rate ?? null,
    cell: successCell,
  },
  rateColumn(
    {
      key: "validity",
      formula: "first_attempt_tool_validity",
      name: "tools, 1st try",
      meaning: "Valid tool calls of calls that are not re-asks; n counts all tool calls with a known schema",
      lowFirst: false,
    },
    ({ own_calls }) => ({ rate: own_calls?.first_attempt_tool_validity ?? null, n: own_calls?.tool_calls ?? 0 }),
    "no tool call with a known schema",
  ),
  rateColumn(
    {
      key: "json",
      formula: "json_compliance",
      name: "JSON",
      meaning: "Calls that asked for JSON and got what they asked for",
      lowFirst: false,
    },
    ({ own_calls }) => ({ rate: own_calls?.json_compliance ?? null, n: own_calls?.json_requested ?? 0 }),
    "no call asked for JSON",
  ),
  rateColumn(
    {
      key: "retry",
      formula: "retry_rate",
      name: "retries",
      meaning: "Calls that needed a retry, of those whose attempts are known",
      lowFirst: true,
    },
    ({ own_calls }) => ({ rate: own_calls?.retry_rate ?? null, n: own_calls?.calls_with_attempts ?? 0 }),
    "no emitter reports the attempts of these calls",
  ),
  rateColumn(
    {
      key: "reask",
      formula: "reask_rate",
      name: "re-asks",
      meaning: "Questions put again after a bad answer, of all calls",
      lowFirst: true,
    },
    ({ own_calls }) => ({ rate: own_calls?.reask_rate ?? null, n: own_calls?.calls ?? 0 }),
    "no generation call",
  ),
  timeColumn("p50"),
  timeColumn("p95"),
  {
    key: "speed",
    of: "own_calls",
    formula: "output_tokens_per_s.p50",
    name: "tokens/s",
    meaning: "Output tokens per second after the first token, streamed calls, median",
    width: "64px",
    lowFirst: false,
    value: ({ own_calls }) => own_calls?.output_tokens_per_s?.p50 ?? null,
    cell: ({ own_calls }) => {
      const speed = own_calls?.output_tokens_per_s?.p50 ?? null;
      return speed === null ? none("no streamed call with usage") : showCount(speed);
    },
  },
  {
    key: "tokens",
    of: "entered_tasks",
    formula: "tokens.output / tasks",
    name: "output per task",
    meaning: "Output tokens per task, reasoning included",
    width: "72px",
    lowFirst: true,
    value: ({ entered_tasks }) => outputPerTask(entered_tasks),
    cell: ({ entered_tasks }) => {
      const tokens = outputPerTask(entered_tasks);
      return tokens === null ? none("no usage seen") : showCompact(tokens);
    },
  },
  {
    key: "calls",
    of: "own_calls",
    formula: "calls",
    name: "calls",
    meaning: "Generation calls of the model, and how many of them have usage but no price",
    width: "76px",
    lowFirst: false,
    value: ({ own_calls }) => own_calls?.calls ?? null,
    cell: ({ own_calls }) => {
      if (own_calls === null) return none("no call of its own in this view");
      const { calls, unpriced_calls } = own_calls;
      return unpriced_calls === 0
        ? showCount(calls)
        : withNote(showCount(calls), `${showCount(unpriced_calls)} unpriced`);
    },
  },
];
