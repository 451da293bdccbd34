import type { Column } from "#components/charts/data-table.tsx";
import { HeadRow } from "./head-row.tsx";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { groupText } from "#components/charts/model-costs.ts";
import { groupOf, measure } from "#components/figures/measured.ts";
import { Unknown } from "#components/figures/unknown.tsx";
import { showCount, showDuration, showRate, showRateInterval } from "#components/format/number.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { sayInputSize } from "#components/words/input-size-words.ts";
import { INPUT_SIZES } from "#lib/domain/input-size.ts";

interface BySizeTableProps {
  /** Rows of one model by `input_size`, with percentiles. */
  readonly rows: readonly MetricsRow[];
}

/** Smallest first; those measured in tokens after those measured in characters, and the unknown last. */
function placeOf(size: string): number {
  const bare = size.replace(/^~/, "");
  const at = INPUT_SIZES.findIndex(({ name }) => name === bare);
  return at < 0 ? 2 * INPUT_SIZES.length : at + (size === bare ? 0 : INPUT_SIZES.length);
}

/** Share of the checks that were passed, whatever their names. */
function adherenceOf({ checks }: MetricsRow) {
  const all = Object.values(checks);
  const recorded = all.reduce((sum, one) => sum + one.recorded, 0);
  return recorded === 0 ? null : { recorded, rate: all.reduce((sum, one) => sum + one.passed, 0) / recorded };
}

interface SizeProps {
  readonly row: MetricsRow;
  readonly name: string;
  readonly adherence: ReturnType<typeof adherenceOf>;
}

function Size({ row, name, adherence }: SizeProps) {
  return (
    <tr {...groupOf(row)} className="h-8">
      <th scope="row" className="text-left font-normal">
        {name}
      </th>
      <td {...measure("succeeded + failed")} className="num">
        {showCount(row.succeeded + row.failed)}
      </td>
      <td {...measure("success_rate")} className="num">
        {row.success_rate === null ? <Unknown reason="no decided task" /> : showRate(row.success_rate)}
      </td>
      <td {...measure("success_rate_ci")} className="num text-mute max-md:hidden">
        {row.success_rate_ci === null ? "—" : showRateInterval(row.success_rate_ci)}
      </td>
      <td {...measure("tool_validity")} className="num" title={`n ${showCount(row.tool_calls)}`}>
        {row.tool_validity === null ? <Unknown reason="no tool call checked" /> : showRate(row.tool_validity)}
      </td>
      <td className="num max-md:hidden" title={`n ${showCount(adherence?.recorded ?? 0)}`}>
        {adherence === null ? <Unknown reason="no check recorded" /> : showRate(adherence.rate)}
      </td>
      <Times row={row} />
    </tr>
  );
}

const COLUMNS: readonly Column[] = [
  { key: "size", name: "Size" },
  { key: "decided", name: "Decided tasks", numeric: true },
  { key: "success", name: "Success", numeric: true },
  { key: "validity", name: "Tool validity", numeric: true },
  { key: "checks", name: "Checks passed", numeric: true },
  { key: "p50", name: "TTFT p50 ms", numeric: true },
  { key: "p95", name: "TTFT p95 ms", numeric: true },
];

/** What the size of a request does to its success, its tools, its checks and its speed. */
export function BySizeTable({ rows }: BySizeTableProps) {
  const ordered = rows.toSorted((a, b) => placeOf(groupText(a, "input_size")) - placeOf(groupText(b, "input_size")));
  const lines = ordered.map((row) => ({
    row,
    name: sayInputSize(groupText(row, "input_size")),
    adherence: adherenceOf(row),
  }));
  return (
    <ChartFrame
      title="By the size of the request"
      note="Characters of the request of a task's first call, before any model saw it; “about” where only tokens are known. Tasks that began with it."
      file="by-input-size"
      columns={COLUMNS}
      rows={lines.map(({ row, name, adherence }) => ({
        size: name,
        decided: row.succeeded + row.failed,
        success: row.success_rate,
        validity: row.tool_validity,
        checks: adherence?.rate ?? null,
        p50: row.ttft_ms?.p50 ?? null,
        p95: row.ttft_ms?.p95 ?? null,
      }))}
      alternative={null}
    >
      <table className="ledger w-full">
        <caption className="sr-only">
          Success, tool validity, checks and time to first token by size of the request
        </caption>
        <HeadRow names={HEADS} wideOnly={WIDE_ONLY} />
        <tbody>
          {lines.map((line) => (
            <Size key={line.name} {...line} />
          ))}
        </tbody>
      </table>
    </ChartFrame>
  );
}

const HEADS = ["Characters", "decided", "success", "95%", "tools valid", "checks", "TTFT p50", "TTFT p95"];
const WIDE_ONLY = ["95%", "checks", "TTFT p50"];

function Times({ row: { ttft_ms } }: { readonly row: MetricsRow }) {
  return (["p50", "p95"] as const).map((level) => {
    const ms = ttft_ms?.[level] ?? null;
    return (
      <td key={level} {...measure(`ttft_ms.${level}`)} className={level === "p50" ? "num max-md:hidden" : "num"}>
        {ms === null ? <Unknown reason="no streamed call with a first token" /> : showDuration(ms)}
      </td>
    );
  });
}
