import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { Unknown } from "#components/figures/unknown.tsx";
import { showCount, showQuantity, showRate } from "#components/format/number.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { ModelName } from "#components/model-name.tsx";
import { cn } from "#components/ui/cn.ts";
import type { ToolRow, ToolSample } from "#lib/analysis/latest-tools.ts";
import { HeadRow } from "./head-row.tsx";

interface ToolsTableProps {
  readonly sample: ToolSample;
  readonly colours: ModelColours;
  readonly hrefOf: (model: string) => string;
}

/** Rows shown; the CSV holds all of them. */
const SHOWN = 24;

const RATES = [
  {
    key: "validity",
    name: "valid",
    meaning: "Calls whose arguments fit the tool's schema, of those whose schema was known",
    of: "judged",
    wideOnly: false,
    unknown: "its schema was not known",
  },
  {
    key: "optional_fill_rate",
    name: "optional filled",
    meaning: "Optional properties that the model filled, of those that the schema offered; the rest it dropped",
    of: "optional_offered",
    wideOnly: true,
    unknown: "its schema offers no optional property, or was not known",
  },
  {
    key: "ungrounded_rate",
    name: "not in request",
    meaning: "Short texts and numbers among the arguments that stand nowhere in the request: a heuristic",
    of: "leaves",
    wideOnly: true,
    unknown: "no argument could be looked for in the request",
  },
] as const;

/** The tools that are called most first, and of each the models that call it most. */
function byTool(rows: readonly ToolRow[]): ToolRow[] {
  const callsOf = (of: readonly ToolRow[]): number => of.reduce((sum, { tool_calls }) => sum + tool_calls, 0);
  return [...Map.groupBy(rows, ({ tool }) => tool).values()]
    .sort((a, b) => callsOf(b) - callsOf(a))
    .flatMap((of) => of.toSorted((a, b) => b.tool_calls - a.tool_calls));
}

/** How each tool's arguments were filled in, by model: tools side by side, the models of each under it. */
export function ToolsTable({ sample: { rows, sampled_tasks }, colours, hrefOf }: ToolsTableProps) {
  const ordered = byTool(rows);
  return (
    <ChartFrame
      title="How tools are called, by model"
      note={
        sampled_tasks === 0
          ? "No task of this view called a tool."
          : `A sample: the latest ${showQuantity(sampled_tasks, "task")} that called a tool.${rows.length > SHOWN ? ` ${SHOWN} rows of ${rows.length}; the CSV has all.` : ""}`
      }
      file="tools"
      columns={[
        { key: "tool", name: "Tool" },
        { key: "model", name: "Model" },
        { key: "tool_calls", name: "Tool calls", numeric: true },
        ...RATES.flatMap(({ key, name, of }) => [
          { key, name, numeric: true },
          { key: of, name: `${name}, of`, numeric: true },
        ]),
      ]}
      rows={ordered.map((row) => ({ ...row }))}
      alternative={null}
    >
      {ordered.length === 0 ? null : (
        <table className="ledger w-full">
          <caption className="sr-only">Tool calls by tool and model, with how their arguments were filled in</caption>
          <HeadRow
            names={["Tool and model", "calls", ...RATES.map(({ name }) => name)]}
            wideOnly={RATES.flatMap(({ name, wideOnly }) => (wideOnly ? [name] : []))}
            meanings={Object.fromEntries(RATES.map(({ name, meaning }) => [name, meaning]))}
          />
          <tbody>
            {ordered.slice(0, SHOWN).map((row, i) => (
              <Line
                key={`${row.tool} ${row.model}`}
                row={row}
                first={ordered[i - 1]?.tool !== row.tool}
                colour={colourOf(colours, row.model)}
                href={hrefOf(row.model)}
              />
            ))}
          </tbody>
        </table>
      )}
    </ChartFrame>
  );
}

interface LineProps {
  readonly row: ToolRow;
  /** Whether it is the first of its tool, whose name it then bears. */
  readonly first: boolean;
  readonly colour: string;
  readonly href: string;
}

function Line({ row, first, colour, href }: LineProps) {
  return (
    <tr className="h-8">
      <th scope="row" className="py-1 pr-3 text-left font-normal">
        <span className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] items-center gap-2 max-md:grid-cols-1">
          <code className={first ? "fit font-mono text-note" : "sr-only"}>{row.tool}</code>
          {first ? null : <span aria-hidden className="max-md:hidden" />}
          <ModelName model={row.model} colour={colour} href={href} />
        </span>
      </th>
      <td className="num">{showCount(row.tool_calls)}</td>
      {RATES.map(({ key, of, wideOnly, unknown }) => {
        const rate = row[key];
        return (
          <td key={key} className={cn("num pl-3", wideOnly && "max-md:hidden")} title={`of ${showCount(row[of])}`}>
            {rate === null ? <Unknown reason={unknown} /> : showRate(rate)}
          </td>
        );
      })}
    </tr>
  );
}
