import { groupOf } from "#components/figures/measured.ts";
import { perThousand, showMoney, showMoneyInterval, showUsd, shareOf } from "#components/format/money.ts";
import { showCount, showQuantity, showRate, showRateInterval } from "#components/format/number.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { decidedTasks, readCostPerSuccess } from "./read-cost-per-success.ts";
import { Figure } from "./figure.tsx";
import { Unknown } from "./unknown.tsx";

/** The figures of one span, each with its interval or its count. */
export function HeadlineFigures({ row }: { readonly row: MetricsRow }) {
  return (
    <dl
      {...groupOf(row)}
      className="grid grid-cols-2 gap-x-4 border-y border-hair sm:grid-cols-3 lg:grid-cols-[1.5fr_repeat(5,1fr)] lg:gap-x-0"
    >
      {decidedTasks(row) === 0 && row.tasks > 0 ? <CleanTasks row={row} /> : <PerSuccess row={row} />}
      <Success row={row} />
      <Figure
        name="Spend"
        formula="cost_usd"
        meaning="Cost of all calls of these tasks, retries and failures included"
        value={row.cost_known ? showUsd(row.cost_usd) : <Unknown reason="no call of these tasks has a price" />}
        note={`${showQuantity(row.tasks, "task")}, ${showQuantity(row.calls, "call")}`}
      />
      <Waste row={row} />
      <Retries row={row} />
      <ToolValidity row={row} />
    </dl>
  );
}

function PerSuccess({ row }: { readonly row: MetricsRow }) {
  const cost = readCostPerSuccess(row);
  const meaning = "Cost of all decided tasks, failed ones included, for every 1,000 that succeeded";
  if (!cost.known)
    return (
      <Figure
        first
        name="Per 1,000 successes"
        meaning={meaning}
        value={<Unknown reason={cost.reason} />}
        note={cost.reason}
      />
    );
  const interval = cost.interval === null ? "no interval yet" : `95% ${showMoneyInterval(cost.nano, cost.interval)}`;
  const full =
    row.full_cost_per_success_usd === null
      ? []
      : [`${showMoney(perThousand(row.full_cost_per_success_usd))} in full, with what failures cost`];
  const marks = [provisionalNote(row), cost.sufficient ? "" : "too few successes to compare"];
  return (
    <Figure
      first
      name="Per 1,000 successes"
      meaning={meaning}
      formula="cost_per_success_usd * 1000"
      value={showMoney(cost.nano)}
      note={[interval, "raw mix", ...full, ...marks].filter((text) => text !== "").join(" · ")}
    />
  );
}

/** While tasks are undecided the figure can still move between two bounds: all of them succeed, or none does. */
function provisionalNote(row: MetricsRow): string {
  if (!row.provisional) return "";
  if (row.undecided_bounds_usd === null) return "provisional";
  const [low, high] = row.undecided_bounds_usd.map(perThousand);
  return low === undefined || high === undefined
    ? "provisional"
    : `provisional: ${showMoneyInterval(high, [low, high])} as the undecided turn out`;
}

function CleanTasks({ row }: { readonly row: MetricsRow }) {
  const perClean = row.clean_tasks === 0 ? null : (parseUsd(row.clean_cost_usd) * 1000n) / BigInt(row.clean_tasks);
  return (
    <Figure
      first
      name="Per 1,000 technically clean tasks"
      meaning="Tasks whose last call ended ok; shown until outcomes are reported"
      value={perClean === null ? <Unknown reason="no clean task" /> : showMoney(perClean)}
      note={`${showCount(row.clean_tasks)} of ${showQuantity(row.tasks, "task")} clean · no outcome reported yet`}
    />
  );
}

function Success({ row }: { readonly row: MetricsRow }) {
  const decided = decidedTasks(row);
  const meaning = "Succeeded tasks of those that succeeded or failed";
  if (row.success_rate === null)
    return (
      <Figure
        name="Success"
        meaning={meaning}
        value={<Unknown reason="no outcome reported yet" />}
        note="no outcome yet"
      />
    );
  const interval = row.success_rate_ci === null ? "" : `${showRateInterval(row.success_rate_ci)} · `;
  return (
    <Figure
      name="Success"
      formula="success_rate"
      meaning={meaning}
      value={showRate(row.success_rate)}
      note={`${interval}n ${showCount(decided)}`}
    />
  );
}

function Waste({ row }: { readonly row: MetricsRow }) {
  const share = shareOf(parseUsd(row.waste_usd), parseUsd(row.cost_usd));
  return (
    <Figure
      name="Waste"
      formula="waste_usd / cost_usd"
      meaning="Share of the spend on failed tasks, failed calls, models escalated away from, repeated tools and re-asks"
      value={
        share === null ? (
          <Unknown reason={row.cost_known ? "nothing spent" : "no call of these tasks has a price"} />
        ) : (
          <span className={share > 0 ? "text-bad" : ""}>{showRate(share)}</span>
        )
      }
      note={row.cost_known ? `${showUsd(row.waste_usd)} of ${showUsd(row.cost_usd)}` : "cost unknown"}
    />
  );
}

function Retries({ row }: { readonly row: MetricsRow }) {
  const reasks = row.reask_rate === null ? "re‑asks unknown" : `re‑asks ${showRate(row.reask_rate)}`;
  return (
    <Figure
      name="Retry rate"
      formula="retry_rate"
      meaning="Calls that needed a retry, of those whose attempts are known; re-asks are questions put again after a bad answer"
      value={
        row.retry_rate === null ? (
          <Unknown reason="no emitter reports the attempts of its calls" />
        ) : (
          showRate(row.retry_rate)
        )
      }
      note={
        row.retry_rate === null ? `attempts unseen · ${reasks}` : `n ${showCount(row.calls_with_attempts)} · ${reasks}`
      }
    />
  );
}

function ToolValidity({ row }: { readonly row: MetricsRow }) {
  return (
    <Figure
      name="Tool validity"
      formula="tool_validity"
      meaning="Valid tool calls, of those whose schema was known"
      value={
        row.tool_validity === null ? <Unknown reason="no tool call with a known schema" /> : showRate(row.tool_validity)
      }
      note={row.tool_calls === 0 ? "no tool call checked" : `n ${showCount(row.tool_calls)}`}
    />
  );
}
