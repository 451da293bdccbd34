import { readCostPerSuccess } from "#components/figures/read-cost-per-success.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { ChartFrame } from "./chart-frame.tsx";
import { CostLedger } from "./cost-ledger.tsx";
import { byCostPerSuccess, COST_COLUMNS, costData, groupText } from "./model-costs.ts";

interface CostByModelProps {
  /** Rows by `entry_model`. */
  readonly rows: readonly MetricsRow[];
  readonly colours: ModelColours;
  /** Success floor of the one task type shown; null where there are several, or it has none. */
  readonly floor: number | null;
  /** Page of a model, with the view it is opened from. */
  readonly hrefOf: (model: string) => string;
}

function tooFew(row: MetricsRow): boolean {
  const cost = readCostPerSuccess(row);
  return cost.known && !cost.sufficient;
}

export function CostByModel({ rows, colours, floor, hrefOf }: CostByModelProps) {
  const ordered = rows.toSorted(byCostPerSuccess);
  return (
    <ChartFrame
      title="Cost per 1,000 successes, by model"
      note={`All attempts and failed tasks included, by the model a task began with.${ordered.some(tooFew) ? " Hollow and grey: too few successes to compare." : ""}`}
      file="cost-per-success-by-model"
      columns={COST_COLUMNS}
      rows={ordered.map(costData)}
      alternative={null}
    >
      <CostLedger
        caption="Cost per 1,000 successes with 95% intervals, by model"
        nameHead="Model"
        entries={ordered.map((row) => {
          const name = groupText(row, "entry_model");
          return { name, href: hrefOf(name), colour: colourOf(colours, name), dotted: true, row, floor };
        })}
      />
    </ChartFrame>
  );
}
