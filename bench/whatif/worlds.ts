// Worlds in which every model's true cost and success in every stratum is known: recorded tasks that several models ran, and
// semi-synthetic ones.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

export interface Outcome {
  /** Nano-dollars. */
  readonly cost: number;
  readonly succeeded: boolean;
}
export interface ModelInStratum {
  readonly meanCost: number;
  readonly rate: number;
  readonly draw: (random: () => number, harder: boolean) => Outcome;
}
export interface World {
  readonly name: string;
  readonly strata: readonly string[];
  readonly models: readonly string[];
  readonly at: (model: string, stratum: number) => ModelInStratum;
}

interface RecordedTask {
  readonly dataset: string;
  readonly category: string;
  readonly model: string;
  readonly outcome: string;
  readonly cost_usd?: number | null;
}

/** One world a recorded data set: its categories are the strata, its models those with a cost for every task. */
export function recordedWorlds(): World[] {
  const file = join(process.env["OUTTURN_SHARED_DATA"] ?? "../shared/data", "bench", "tasks.jsonl.gz");
  if (!existsSync(file)) {
    console.log(`recorded tasks: left out, there is no ${file}`);
    return [];
  }
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  // The recordings' own format, described beside them.
  const tasks = lines.map((line) => JSON.parse(line) as RecordedTask);
  return [...Map.groupBy(tasks, ({ dataset }) => dataset)].flatMap(([name, of]) => recordedWorld(name, of));
}

function recordedWorld(name: string, tasks: readonly RecordedTask[]): World[] {
  const strata = [...new Set(tasks.map(({ category }) => category))].sort();
  const byCell = Map.groupBy(tasks, ({ model, category }) => `${model}\n${category}`);
  const models = [...new Set(tasks.map(({ model }) => model))].sort();
  const complete = models.filter((model) =>
    strata.every((stratum) => {
      const cell = byCell.get(`${model}\n${stratum}`) ?? [];
      return cell.length > 0 && cell.every(({ cost_usd }) => typeof cost_usd === "number");
    }),
  );
  if (complete.length < 2 || strata.length < 2) return [];
  const at = (model: string, stratum: number): ModelInStratum =>
    fromRecords(byCell.get(`${model}\n${strata[stratum] ?? ""}`) ?? []);
  const cells = new Map(complete.map((model) => [model, strata.map((_, i) => at(model, i))]));
  return [{ name, strata, models: complete, at: (model, stratum) => cells.get(model)?.[stratum] ?? fromRecords([]) }];
}

function fromRecords(tasks: readonly RecordedTask[]): ModelInStratum {
  const outcomes = tasks.map(({ cost_usd, outcome }) => ({
    cost: Math.round((cost_usd ?? 0) * 1e9),
    succeeded: outcome === "success",
  }));
  const count = Math.max(outcomes.length, 1);
  return {
    meanCost: outcomes.reduce((sum, { cost }) => sum + cost, 0) / count,
    rate: outcomes.filter(({ succeeded }) => succeeded).length / count,
    draw: (random) => outcomes[Math.floor(random() * outcomes.length)] ?? { cost: 0, succeeded: false },
  };
}

const LOG_SD = 0.7;
const HIDDEN_SHARE = 0.4;

/** Strata of rising difficulty, success from 0.95 down to 0.3, lognormal costs; a hidden part of the tasks may be harder. */
export function syntheticWorld(strataCount: number, { hidden }: { hidden: boolean }): World {
  const strata = Array.from({ length: strataCount }, (_, i) => `stratum ${i + 1}`);
  const models = ["cheap", "dear"];
  const at = (model: string, stratum: number): ModelInStratum => {
    const along = strataCount === 1 ? 0 : stratum / (strataCount - 1);
    const dear = model === "dear";
    const rate = Math.min(0.95, Math.max(0.3, (dear ? 0.95 : 0.9) - (dear ? 0.3 : 0.6) * along));
    const scale = 2_000_000 * (dear ? 6 : 1) * (1 + 4 * along);
    const harm = hidden ? 0.5 : 1;
    const share = hidden ? HIDDEN_SHARE : 0;
    return {
      meanCost: scale * Math.exp(LOG_SD ** 2 / 2) * (1 - share + share * (hidden ? 2 : 1)),
      rate: rate * (1 - share + share * harm),
      draw: (random, harder) => ({
        cost: Math.round(scale * (harder ? 2 : 1) * Math.exp(LOG_SD * normal(random))),
        succeeded: random() < rate * (harder ? harm : 1),
      }),
    };
  };
  return { name: hidden ? "synthetic, hidden difficulty" : `synthetic, ${strataCount} strata`, strata, models, at };
}

export function isHiddenHard(random: () => number): boolean {
  return random() < HIDDEN_SHARE;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
