import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { showCount, showQuantity } from "#components/format/number.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { ModelName } from "#components/model-name.tsx";
import type { ToolChoiceRow, ToolChoiceSample } from "#lib/analysis/latest-tools.ts";
import { HeadRow } from "./head-row.tsx";

interface ToolChoicesProps {
  readonly sample: ToolChoiceSample;
  readonly colours: ModelColours;
  readonly hrefOf: (model: string) => string;
}

/** Rows shown; the CSV holds all of them. */
const SHOWN = 12;

/** Which tools are taken for which, and where a model answers or asks back instead of calling. */
export function ToolChoices({ sample: { rows, sampled_tasks }, colours, hrefOf }: ToolChoicesProps) {
  const wrong = rows.filter(({ right }) => !right);
  const all = rows.reduce((sum, { choices }) => sum + choices, 0);
  const missed = wrong.reduce((sum, { choices }) => sum + choices, 0);
  return (
    <ChartFrame
      title="Which tool is taken for which"
      note={
        sampled_tasks === 0
          ? "No task of this view says which tool should be called (task.expectTool)."
          : `${showCount(missed)} of ${showQuantity(all, "choice")} were wrong, in the latest ${showQuantity(sampled_tasks, "task")} that say which tool is right.`
      }
      file="tool-choices"
      columns={[
        { key: "model", name: "Model" },
        { key: "expected", name: "Should be" },
        { key: "called", name: "Was" },
        { key: "right", name: "Right" },
        { key: "choices", name: "Choices", numeric: true },
      ]}
      rows={rows.map(({ right, ...row }) => ({ ...row, right: right ? "yes" : "no" }))}
      alternative={null}
    >
      {wrong.length === 0 ? null : (
        <table className="ledger w-full">
          <caption className="sr-only">Wrong tools, by what should have been called</caption>
          <HeadRow
            names={["Should be, and was", "Model", "choices"]}
            words={["Should be, and was", "Model"]}
            wideOnly={["Model"]}
          />
          <tbody>
            {wrong.slice(0, SHOWN).map((row) => (
              <Wrong
                key={`${row.model} ${row.expected} ${row.called}`}
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

interface WrongProps {
  readonly row: ToolChoiceRow;
  readonly colour: string;
  readonly href: string;
}

function Wrong({ row: { model, expected, called, choices }, colour, href }: WrongProps) {
  return (
    <tr className="h-8">
      <th scope="row" className="py-1 pr-3 text-left font-normal">
        <Tool name={expected} none="no tool" /> <span className="text-mute">→</span>{" "}
        <Tool name={called} none="answered or asked back instead" />
        <span className="mt-0.5 block md:hidden">
          <ModelName model={model} colour={colour} dim />
        </span>
      </th>
      <td className="max-md:hidden">
        <ModelName model={model} colour={colour} href={href} />
      </td>
      <td className="num">{showCount(choices)}</td>
    </tr>
  );
}

function Tool({ name, none }: { readonly name: string; readonly none: string }) {
  return name === "" ? <span>{none}</span> : <code className="font-mono text-note">{name}</code>;
}
