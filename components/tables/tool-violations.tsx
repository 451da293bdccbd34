import { own } from "#lib/domain/own.ts";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { showCount, showQuantity } from "#components/format/number.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { ModelName } from "#components/model-name.tsx";
import type { ViolationRow, ViolationSample } from "#lib/analysis/latest-tool-violations.ts";
import { HeadRow } from "./head-row.tsx";

interface ToolViolationsProps {
  readonly sample: ViolationSample;
  readonly colours: ModelColours;
  readonly hrefOf: (model: string) => string;
}

const WORDS: Readonly<Record<string, string>> = {
  unknown_tool: "no such tool was offered",
  malformed_arguments: "the arguments did not parse",
  missing_required: "is missing",
  wrong_type: "has the wrong type",
  not_in_enum: "is none of the allowed values",
  unexpected_property: "is not a property of the schema",
  constraint: "breaks a rule of the schema",
};
/** Rows shown; the CSV holds all of them. */
const SHOWN = 30;

function wrong({ verdict, kind }: ViolationRow): string {
  return own(WORDS, kind ?? verdict) ?? kind ?? verdict;
}

/** What was wrong with the latest bad tool calls: which property of which tool, for which model. */
export function ToolViolations({ sample, colours, hrefOf }: ToolViolationsProps) {
  const { rows, sampled_tasks } = sample;
  return (
    <ChartFrame
      title="What was wrong with tool calls"
      note={
        sampled_tasks === 0
          ? "No bad tool call in the latest tasks of this view."
          : `A sample: the latest ${showQuantity(sampled_tasks, "task")} with a bad tool call.${rows.length > SHOWN ? ` The ${SHOWN} most frequent; the CSV has all.` : ""}`
      }
      file="tool-violations"
      columns={[
        { key: "model", name: "Model" },
        { key: "tool", name: "Tool" },
        { key: "verdict", name: "Verdict" },
        { key: "kind", name: "Kind" },
        { key: "path", name: "Path" },
        { key: "tool_calls", name: "Tool calls", numeric: true },
      ]}
      rows={rows.map((row) => ({ ...row }))}
      alternative={null}
    >
      {rows.length === 0 ? null : (
        <table className="ledger w-full">
          <caption className="sr-only">Violations by model, tool and path</caption>
          <HeadRow
            names={["Tool and what was wrong", "Model", "tool calls"]}
            words={["Tool and what was wrong", "Model"]}
            wideOnly={["Model"]}
          />
          <tbody>
            {rows.slice(0, SHOWN).map((row) => (
              <Violation
                key={`${row.model} ${row.tool} ${row.verdict} ${row.kind} ${row.path}`}
                row={row}
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

interface ViolationProps {
  readonly row: ViolationRow;
  readonly colour: string;
  readonly href: string;
}

function Violation({ row, colour, href }: ViolationProps) {
  return (
    <tr className="h-8">
      <th scope="row" className="py-1 pr-3 text-left font-normal">
        <code className="font-mono text-note">{row.tool}</code>
        {row.path === null || row.path === "" ? null : (
          <>
            {" "}
            <code className="rounded bg-sel px-1 font-mono text-note break-all">{row.path}</code>
          </>
        )}{" "}
        {wrong(row)}
        <span className="mt-0.5 block md:hidden">
          <ModelName model={row.model} colour={colour} dim />
        </span>
      </th>
      <td className="max-md:hidden">
        <ModelName model={row.model} colour={colour} href={href} />
      </td>
      <td className="num">{showCount(row.tool_calls)}</td>
    </tr>
  );
}
