import { groupOf, measure } from "#components/figures/measured.ts";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { Unknown } from "#components/figures/unknown.tsx";
import { perThousand, showMoney } from "#components/format/money.ts";
import { showDuration, showQuantity, showRate } from "#components/format/number.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { formatUsd, parseUsd } from "#lib/domain/money.ts";

interface WorkTableProps {
  /** The model's own calls, with percentiles; null when it made none. */
  readonly own: MetricsRow | null;
  /** All tasks that began with it. */
  readonly tasks: MetricsRow | null;
}

interface Line {
  readonly name: string;
  /** How it is reckoned. */
  readonly meaning: string;
  /** As `measure` says it. */
  readonly formula: string;
  readonly value: string | null;
  /** Its count, or why it is unknown. */
  readonly note: string;
}

/** What the model's work comes to beyond one call: money a call, attempts a success, and where its tasks' time goes. */
export function WorkTable({ own, tasks }: WorkTableProps) {
  const groups = [
    ...(own === null ? [] : [{ row: own, lines: callLines(own) }]),
    ...(tasks === null ? [] : [{ row: tasks, lines: taskLines(tasks) }]),
  ];
  return (
    <ChartFrame
      title="What its work comes to"
      note="Calls are the model's own; successes and time are of all tasks that began with it."
      file="work"
      columns={[
        { key: "name", name: "Figure" },
        { key: "value", name: "Value", numeric: true },
        { key: "note", name: "Of" },
      ]}
      rows={groups.flatMap(({ lines }) => lines.map(({ name, value, note }) => ({ name, value, note })))}
      alternative={null}
    >
      <table className="ledger w-full">
        <caption className="sr-only">Money and attempts, and the parts of task time</caption>
        {groups.map(({ row, lines }, i) => (
          <tbody key={i} {...groupOf(row)}>
            {lines.map(({ name, meaning, formula, value, note }) => (
              <tr key={name} className="h-8">
                <th scope="row" title={meaning} className="text-left font-normal">
                  {name}
                </th>
                <td {...measure(formula)} className="num">
                  {value ?? <Unknown reason={note} />}
                </td>
                <td className="pl-4 text-note text-mute max-md:hidden">{note}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </ChartFrame>
  );
}

function callLines(row: MetricsRow): Line[] {
  const all = row.calls + row.other_calls;
  const priced = row.usage_calls - row.unpriced_calls;
  const { p50 = null, p95 = null } = row.ttft_ms ?? {};
  return [
    {
      name: "Cost per 1,000 calls",
      formula: "cost_usd / (usage_calls - unpriced_calls) * 1000",
      meaning: "Cost of its calls ÷ its calls with usage and a price, × 1,000",
      value: priced > 0 ? showMoney(perThousand(formatUsd(parseUsd(row.cost_usd) / BigInt(priced)))) : null,
      note:
        priced > 0 ? `${showQuantity(priced, "priced call")} of ${showQuantity(all, "call")}` : "no call has a price",
    },
    {
      name: "First token, p95 over p50",
      formula: "ttft_ms.p95 / ttft_ms.p50",
      meaning: "How much longer the slowest twentieth wait than half of the calls do",
      value: p50 === null || p95 === null || p50 === 0 ? null : `${(p95 / p50).toFixed(1)} ×`,
      note: p50 === null ? "no streamed call with a first token" : `p50 ${showDuration(p50)}`,
    },
  ];
}

function taskLines(row: MetricsRow): Line[] {
  const { attempts, succeeded } = row;
  const known = attempts !== null && succeeded > 0;
  return [
    {
      name: "Attempts per success",
      formula: "attempts / succeeded",
      meaning: "HTTP attempts of all calls of its tasks ÷ its successful tasks",
      value: known ? (attempts / succeeded).toFixed(2) : null,
      note: known ? showQuantity(succeeded, "success", "successes") : "no attempts seen, or no success",
    },
    ...timeLines(row),
  ];
}

/** Task time in three parts that add up: models at work, pauses between attempts, and what is neither. */
function timeLines({ task_time_ms: time, wait_ms: waits, tasks }: MetricsRow): Line[] {
  if (time === null || time.total === 0 || tasks === 0) return [];
  const waited = Math.min(waits ?? 0, time.in_calls);
  const line = (name: string, formula: string, meaning: string, ms: number | null): Line => ({
    name,
    formula: `${formula} / task_time_ms.total`,
    meaning,
    value: ms === null ? null : showRate(ms / time.total),
    note: ms === null ? "attempts cannot be seen" : `${showDuration(ms / tasks)} a task`,
  });
  return [
    line(
      "Task time in models",
      "(task_time_ms.in_calls - wait_ms)",
      "With a call going on, less the pauses between attempts",
      time.in_calls - waited,
    ),
    line("Task time in waits", "wait_ms", "Pauses between attempts", waits === null ? null : waited),
    line(
      "Task time in tools and the rest",
      "(task_time_ms.total - task_time_ms.in_calls)",
      "From first span to last with no call going on",
      time.total - time.in_calls,
    ),
  ];
}
