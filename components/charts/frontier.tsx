import { decidedTasks } from "#components/figures/read-cost-per-success.ts";
import { perThousand, showMoney, toDollars } from "#components/format/money.ts";
import { showRate } from "#components/format/number.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { ChartFrame } from "./chart-frame.tsx";
import { FrontierDrawing } from "./frontier-drawing.tsx";
import { groupText } from "./model-costs.ts";
import { paretoFront, type FrontierPoint } from "./pareto-front.ts";

interface FrontierProps {
  /** Rows by `entry_model`. */
  readonly rows: readonly MetricsRow[];
  readonly colours: ModelColours;
  readonly hrefOf: (model: string) => string;
}

/** Cost per 1,000 finished tasks and success of a model; null where either is unknown, or free. */
function pointOf(row: MetricsRow, colours: ModelColours): FrontierPoint | null {
  if (row.success_rate === null || row.cost_per_task_usd === null) return null;
  const nano = perThousand(row.cost_per_task_usd);
  if (nano <= 0n) return null;
  const model = groupText(row, "entry_model");
  return {
    model,
    colour: colourOf(colours, model),
    cost: toDollars(nano),
    costText: showMoney(nano),
    success: row.success_rate,
    interval: row.success_rate_ci,
    decided: decidedTasks(row),
    hollow: !row.cost_per_success_sufficient,
  };
}

export function Frontier({ rows, colours, hrefOf }: FrontierProps) {
  const points = rows.flatMap((row) => pointOf(row, colours) ?? []);
  const front = paretoFront(points.filter(({ hollow }) => !hollow));
  const missing = rows.length - points.length;
  return (
    <ChartFrame
      title="The frontier"
      note={`Success against cost per 1,000 tasks, log scale. Models off the line buy less for more.${missing > 0 ? ` ${missing} left out: cost or success unknown.` : ""}`}
      file="frontier"
      columns={[
        { key: "model", name: "Model" },
        { key: "cost", name: "Cost per 1,000 tasks", numeric: true },
        { key: "success", name: "Success", numeric: true },
        { key: "decided", name: "Decided tasks", numeric: true },
        { key: "front", name: "On the line" },
      ]}
      rows={points
        .toSorted((a, b) => a.cost - b.cost)
        .map((point) => ({
          model: point.model,
          cost: point.costText,
          success: showRate(point.success),
          decided: point.decided,
          front: front.includes(point) ? "yes" : "no",
        }))}
      alternative={`On the frontier, cheapest first: ${front.map((p) => `${p.model}, ${showRate(p.success)} at ${p.costText} per 1,000 tasks`).join("; ")}.`}
    >
      {points.length === 0 ? (
        <p className="py-4">No model has both a known cost and decided tasks here.</p>
      ) : (
        <FrontierDrawing points={points} hrefOf={hrefOf} />
      )}
    </ChartFrame>
  );
}
