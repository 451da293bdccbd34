import { own } from "#lib/domain/own.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { ChartFrame } from "./chart-frame.tsx";
import { CostLedger } from "./cost-ledger.tsx";
import { byCostPerSuccess, COST_COLUMNS, costData, groupText } from "./model-costs.ts";

interface ModelByTaskTypeProps {
  /** Rows of one model by `task_type`. */
  readonly rows: readonly MetricsRow[];
  /** The model's colour. */
  readonly colour: string;
  /** Success floors by task type. */
  readonly floors: Readonly<Record<string, number>>;
  readonly hrefOf: (taskType: string) => string;
}

export function ModelByTaskType({ rows, colour, floors, hrefOf }: ModelByTaskTypeProps) {
  const ordered = rows.toSorted(byCostPerSuccess);
  return (
    <ChartFrame
      title="Cost per 1,000 successes, by task type"
      note="Tasks that began with this model. The types differ in how much work they are."
      file="cost-per-success-by-task-type"
      columns={[{ key: "type", name: "Task type" }, ...COST_COLUMNS.filter(({ key }) => key !== "model")]}
      rows={ordered.map((row) => ({ ...costData(row), type: groupText(row, "task_type") }))}
      alternative={null}
    >
      <CostLedger
        caption="Cost per 1,000 successes with 95% intervals, by task type"
        nameHead="Task type"
        entries={ordered.map((row) => {
          const type = groupText(row, "task_type");
          const name = type === "" ? "no type given" : type;
          return { name, href: hrefOf(type), colour, dotted: false, row, floor: own(floors, type) ?? null };
        })}
      />
    </ChartFrame>
  );
}
