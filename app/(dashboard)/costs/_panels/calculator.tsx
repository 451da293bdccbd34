import { CostCalculator, type PricedModel } from "#components/costs/cost-calculator.tsx";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import { estimateCost } from "#lib/pricing/estimate-cost.ts";
import { compileBook } from "#lib/pricing/price-book.ts";
import { listPriceRules } from "#lib/store/price-rules.ts";
import { ask, askTotal } from "../../_data/ask.ts";
import { openProject } from "../../_data/open-project.ts";
import { CALCULATOR_PARAMS, readCalculation, type Calculation } from "../../_view/read-calculator.ts";
import { listOf, type SearchParams, type View } from "../../_view/read-view.ts";

/** The field's own example, for a project that has measured nothing. */
const EXAMPLE: Calculation = {
  tasks: 5_000,
  callsPerTask: 1,
  inputTokens: 1_500,
  outputTokens: 500,
  cachedPercent: 0,
  models: [],
};
const EXAMPLE_MODELS = ["gpt-4o-mini", "claude-3-5-haiku-latest"];
const MONTH_DAYS = 30;

interface CalculatorPanelProps {
  readonly view: View;
  readonly params: SearchParams;
}

/** What a month would cost on each model, starting from what the view measured. */
export async function CalculatorPanel({ view, params }: CalculatorPanelProps) {
  const { store, project } = await openProject();
  const [total, own, rules] = await Promise.all([
    askTotal(view),
    ask(view, { groupBy: ["model_provider", "model"], filters: {} }),
    listPriceRules(store, project.id),
  ]);
  const measured = measure(total, view);
  const asked = readCalculation(params, measured ?? EXAMPLE);
  const used = own.rows.map(({ group }) => ({
    provider: String(group["model_provider"] ?? ""),
    model: String(group["model"] ?? ""),
  }));
  const extra = asked.models.length === 0 && used.length === 0 ? EXAMPLE_MODELS : asked.models;
  const candidates = [...used.filter(({ model }) => model !== ""), ...extra.map((model) => ({ provider: "", model }))];
  const book = compileBook(rules);
  const startUs = Date.now() * 1000;
  const work = { ...asked, calls: Math.round(asked.tasks * asked.callsPerTask) };
  const priced: PricedModel[] = candidates.map((candidate) => ({
    ...candidate,
    single: estimateCost({ ...candidate, startUs }, { ...work, batch: false }, book),
    batch: estimateCost({ ...candidate, startUs }, { ...work, batch: true }, book),
  }));
  return (
    <CostCalculator
      asked={asked}
      calls={work.calls}
      measured={measured !== null}
      names={CALCULATOR_PARAMS}
      carried={carriedBy(params)}
      models={priced}
    />
  );
}

function measure(row: MetricsRow | null, { range }: View): Calculation | null {
  if (row === null || row.tasks === 0 || row.usage_calls === 0) return null;
  const days = (range.to.getTime() - range.from.getTime()) / DAY_MS;
  const { input_uncached, cache_read, cache_write, output } = row.tokens;
  const input = (input_uncached ?? 0) + (cache_read ?? 0) + (cache_write ?? 0);
  return {
    tasks: Math.round((row.tasks * MONTH_DAYS) / days),
    callsPerTask: (row.calls + row.other_calls) / row.tasks,
    inputTokens: input / row.usage_calls,
    outputTokens: (output ?? 0) / row.usage_calls,
    cachedPercent: input === 0 ? 0 : ((cache_read ?? 0) * 100) / input,
    models: [],
  };
}

/** The rest of the address: asking the calculator keeps the page's own view. */
function carriedBy(params: SearchParams): Readonly<Record<string, string>> {
  const own = new Set<string>(Object.values(CALCULATOR_PARAMS));
  const entries = Object.keys(params).flatMap((name) => {
    const text = listOf(params, name).join(",");
    return own.has(name) || text === "" ? [] : [[name, text] as const];
  });
  return Object.fromEntries(entries);
}
