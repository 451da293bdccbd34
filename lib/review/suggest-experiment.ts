import type { History } from "./history.ts";
import { projectPolicy, STRATUM_FLOOR } from "./project-policy.ts";
import { splitStratum } from "./stratum.ts";

export interface Experiment {
  readonly taskType: string;
  readonly model: string;
  /** Tasks to send to the model by chance. */
  readonly tasks: number;
  /** Nano-dollars a task that the change could save, if it is as good there as it is cheap elsewhere. */
  readonly couldSavePerTask: number;
}

/** A difference of five points of success is told apart with 80 % power: 16 p (1 − p) / 0.05² tasks (Lehr, 1992). */
const POINTS = 0.05;
const [LEAST, MOST] = [100, 1000];

/** The experiment that would settle the dearest open question; null where the records answer all that could save anything. */
export function suggestExperiment(history: History): Experiment | null {
  const types = [...new Set(history.strata.map(({ name }) => splitStratum(name).taskType))];
  const open = types.flatMap((taskType) => [...history.rates.keys()].flatMap((model) => ask(history, taskType, model)));
  const [best] = open.sort((a, b) => worthOf(history, b) - worthOf(history, a));
  return best ?? null;
}

function worthOf({ strata }: History, { taskType, couldSavePerTask }: Experiment): number {
  const tasks = strata
    .filter(({ name }) => splitStratum(name).taskType === taskType)
    .reduce((sum, one) => sum + one.tasks, 0);
  return tasks * couldSavePerTask;
}

function ask(history: History, taskType: string, model: string): Experiment[] {
  const strata = history.strata.filter(({ name }) => splitStratum(name).taskType === taskType);
  const of = { ...history, strata, tasks: strata.reduce((sum, { tasks }) => sum + tasks, 0) };
  if (of.tasks < LEAST || projectPolicy(of, () => model).projection?.sufficient === true) return [];
  const share = costShare(history, model);
  const all = strata.flatMap(({ models }) => [...models.values()].map(({ moments }) => moments));
  const mean = (pick: "meanCost" | "successRate"): number =>
    all.reduce((sum, moments) => sum + moments.tasks * moments[pick], 0) / of.tasks;
  const rate = mean("successRate");
  const couldSavePerTask = share === null ? 0 : mean("meanCost") * (1 - share);
  if (couldSavePerTask <= 0) return [];
  const tasks = Math.min(Math.max(Math.ceil((16 * rate * (1 - rate)) / POINTS ** 2), LEAST), MOST);
  return [{ taskType, model, tasks, couldSavePerTask }];
}

/** What the model costs of what its strata cost today, where it has enough tasks; null where it has nowhere. */
function costShare({ strata }: History, model: string): number | null {
  let [own, today] = [0, 0];
  for (const { models, tasks } of strata) {
    const seen = models.get(model)?.moments;
    if (seen === undefined || seen.tasks < STRATUM_FLOOR || models.size < 2) continue;
    own += tasks * seen.meanCost;
    for (const { moments } of models.values()) today += moments.tasks * moments.meanCost;
  }
  return today > 0 ? own / today : null;
}
