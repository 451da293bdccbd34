import { ReviewTable } from "#components/review/review-table.tsx";
import { showUsd } from "#components/format/money.ts";
import { showCount, showDuration, showRate, showRateInterval } from "#components/format/number.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";

const UNKNOWN = "—";
/** Checks that have a line of their own. */
const OWN = new Set(["right_tool", "right_arguments", "json_schema"]);

/** One column a model: what the cases asked of it, and what that took. */
export function RunTable({ rows }: { readonly rows: readonly MetricsRow[] }) {
  const line = (name: string, of: (row: MetricsRow) => string): readonly string[] => [name, ...rows.map(of)];
  return (
    <ReviewTable
      caption="The models on the same cases"
      head={["", ...rows.map(({ group }) => String(group["entry_model"] || "no model"))]}
      rows={[
        line("Cases given", ({ tasks }) => showCount(tasks)),
        line("Success", ({ success_rate: rate, success_rate_ci: ci }) => rateOf(rate, ci)),
        line("Right tool", ({ checks }) => passedOf([checks["right_tool"]])),
        line("Right arguments", ({ checks }) => passedOf([checks["right_arguments"]])),
        line("Valid arguments", ({ tool_validity: rate, tool_calls: of }) => shareOf(rate, of)),
        line("JSON", ({ json_compliance: rate, json_requested: of }) => shareOf(rate, of)),
        line("Other checks", ({ checks }) =>
          passedOf(Object.entries(checks).flatMap(([name, check]) => (OWN.has(name) ? [] : [check]))),
        ),
        line("Calls a case", ({ calls, tasks }) => (tasks === 0 ? UNKNOWN : (calls / tasks).toFixed(1))),
        line("First token, median", ({ ttft_ms: ttft }) => ms(ttft?.p50)),
        line("First token, 95% within", ({ ttft_ms: ttft }) => ms(ttft?.p95)),
        line("Output tokens a second", ({ output_tokens_per_s: speed }) => speed?.p50?.toFixed(0) ?? UNKNOWN),
        line("Cost", (row) => (row.cost_known ? showUsd(row.cost_usd) : "unknown")),
        line("Cost per success", costOf),
      ]}
    />
  );
}

interface Count {
  readonly recorded: number;
  readonly passed: number;
}

function passedOf(checks: readonly (Count | undefined)[]): string {
  const sum = (of: keyof Count): number => checks.reduce((all, one) => all + (one?.[of] ?? 0), 0);
  const recorded = sum("recorded");
  return recorded === 0 ? UNKNOWN : `${showCount(sum("passed"))} of ${showCount(recorded)}`;
}

function shareOf(rate: number | null, of: number): string {
  return rate === null ? UNKNOWN : `${showRate(rate)} of ${showCount(of)}`;
}

function rateOf(rate: number | null, ci: readonly [number, number] | null): string {
  if (rate === null) return UNKNOWN;
  return ci === null ? showRate(rate) : `${showRate(rate)} (${showRateInterval(ci)})`;
}

function ms(time: number | null | undefined): string {
  return time == null ? UNKNOWN : showDuration(time);
}

function costOf({ cost_per_success_usd: usd, cost_per_success_ci: ci, succeeded, failed }: MetricsRow): string {
  if (succeeded === 0) return `none of ${showCount(failed)}`;
  if (usd === null) return "unknown";
  return ci === null ? showUsd(usd) : `${showUsd(usd)} (${showUsd(ci[0])} to ${showUsd(ci[1])})`;
}
