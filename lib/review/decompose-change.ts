import { callCost, callFactors, TOKEN_KINDS } from "./work-factors.ts";
import type { CallFactors, PriceWeights, Work } from "./work-factors.ts";
import { owenValues, roundToTotal } from "./statistics/split-change.ts";

/** What can make spend or cost per success change. Token kinds are nested: together they are tokens per call. */
export const FACTORS = [
  "volume",
  "type_mix",
  "model_mix",
  "calls_per_task",
  "reasks",
  ...TOKEN_KINDS,
  "price",
  "success_rate",
] as const;
export type Factor = (typeof FACTORS)[number];
export type Parts = Readonly<Record<Factor | "carried", bigint>>;

const GROUPS: readonly (readonly Factor[])[] = [
  ["volume"],
  ["type_mix"],
  ["model_mix"],
  ["calls_per_task"],
  ["reasks"],
  TOKEN_KINDS,
  ["price"],
  ["success_rate"],
];
const BIT: ReadonlyMap<Factor, number> = new Map(FACTORS.map((factor, i) => [factor, i]));

/** A period's work by call start, and the tasks that began in it. */
export interface SpendPeriod {
  readonly tasks: ReadonlyMap<string, number>;
  readonly work: readonly Work[];
}

/** A period's decided, fully priced tasks by type and route, with what their calls used. */
export interface OutcomeWork extends Work {
  readonly tasks: number;
  readonly succeeded: number;
}

type At = (factor: Factor) => 0 | 1;
/** A factor before and after. */
type Pair = readonly [number, number];

interface Cell {
  readonly share: Pair;
  readonly calls: Pair;
  readonly repeat: Pair;
  readonly success: Pair;
  /** Of a call, by `costKey`. */
  readonly costs: readonly number[];
}
interface TypeOfWork {
  readonly share: Pair;
  readonly calls: Pair;
  readonly repeat: Pair;
  readonly cells: readonly Cell[];
}

/**
 * Why spend changed, in nano-dollars that add up to the change exactly. Spend = Σ over task types of tasks × share of the
 * type × first calls a task × (1 + re-asks) × Σ over models of share × tokens a call × price, split by Owen values.
 * `carried` is what calls cost whose type had no task begin in that period.
 */
export function decomposeSpend(before: SpendPeriod, after: SpendPeriod, weights: PriceWeights): Parts {
  const periods = [before, after] as const;
  const total = (of: SpendPeriod): bigint => of.work.reduce((sum, { cost }) => sum + cost, 0n);
  const [kept0, kept1] = periods.map((of) => ({
    ...of,
    work: of.work.filter((work) => (of.tasks.get(work.taskType) ?? 0) > 0),
  }));
  if (kept0 === undefined || kept1 === undefined) throw new RangeError("two periods are compared");
  const carried = total(after) - total(kept1) - (total(before) - total(kept0));
  const volume: Pair = [sumOf(before.tasks), sumOf(after.tasks)];
  const types = spendTypes([kept0, kept1], volume, weights);
  const value = (at: At): number => {
    const [typeMix, modelMix, calls, reasks] = [at("type_mix"), at("model_mix"), at("calls_per_task"), at("reasks")];
    const key = costKey(at);
    const sum = types.reduce((all, type) => {
      const perCall = type.cells.reduce((cost, cell) => cost + cell.share[modelMix] * (cell.costs[key] ?? 0), 0);
      return all + type.share[typeMix] * type.calls[calls] * type.repeat[reasks] * perCall;
    }, 0);
    return volume[at("volume")] * sum;
  };
  return { ...partsOf(value, total(kept1) - total(kept0)), carried };
}

/**
 * Why cost per success changed, by the same factors over decided tasks, their routes standing for models. Null where one of
 * the periods, or a mixture of the two, has no success to divide by.
 */
export function decomposeCostPerSuccess(
  before: readonly OutcomeWork[],
  after: readonly OutcomeWork[],
  weights: PriceWeights,
): Parts | null {
  const types = outcomeTypes([before, after], weights);
  let possible = true;
  const value = (at: At): number => {
    let [cost, success] = [0, 0];
    const [typeMix, modelMix, calls, reasks] = [at("type_mix"), at("model_mix"), at("calls_per_task"), at("reasks")];
    const key = costKey(at);
    const successRate = at("success_rate");
    for (const type of types)
      for (const cell of type.cells) {
        const share = type.share[typeMix] * cell.share[modelMix];
        cost += share * cell.calls[calls] * cell.repeat[reasks] * (cell.costs[key] ?? 0);
        success += share * cell.success[successRate];
      }
    if (!(success > 0)) possible = false;
    return success > 0 ? cost / success : 0;
  };
  const [from, to] = [value(() => 0), value(() => 1)];
  const parts = partsOf(value, BigInt(Math.round(to)) - BigInt(Math.round(from)));
  return possible ? { ...parts, carried: 0n } : null;
}

const COST_FACTORS = [...TOKEN_KINDS, "price"] as const;

/** Which of a cell's costs of a call holds, as the bits of the factors that decide it. */
function costKey(at: At): number {
  return COST_FACTORS.reduce((key, factor, i) => key + at(factor) * 2 ** i, 0);
}

/** The cost of a call under every mixture of before and after: thousands of masks ask for a few dozen of them. */
function costsOf(factors: readonly [CallFactors, CallFactors]): number[] {
  const bits = new Map<string, number>(COST_FACTORS.map((factor, i) => [factor, i]));
  return Array.from({ length: 2 ** COST_FACTORS.length }, (_, key) =>
    callCost(factors, (player) => (((key >> (bits.get(player) ?? 0)) & 1) === 1 ? 1 : 0)),
  );
}

function partsOf(value: (at: At) => number, total: bigint): Omit<Parts, "carried"> {
  const groups = GROUPS.map((group) => group.map((factor) => BIT.get(factor) ?? 0));
  const bitOf = (mask: number, factor: Factor): 0 | 1 => (((mask >> (BIT.get(factor) ?? 0)) & 1) === 1 ? 1 : 0);
  // Each of thousands of masks asks for its bits in every cell of the work: they are looked up once.
  const raw = owenValues(groups, (mask) => {
    const bits = Object.fromEntries(FACTORS.map((factor) => [factor, bitOf(mask, factor)])) as Record<Factor, 0 | 1>;
    return value((factor) => bits[factor]);
  });
  const rounded = roundToTotal(raw, total);
  // fromEntries forgets the keys; they are the closed list of factors.
  return Object.fromEntries(FACTORS.map((factor, i) => [factor, rounded[i] ?? 0n])) as Omit<Parts, "carried">;
}

function spendTypes(periods: readonly [SpendPeriod, SpendPeriod], volume: Pair, weights: PriceWeights): TypeOfWork[] {
  const names = new Set(periods.flatMap(({ work }) => work.map(({ taskType }) => taskType)));
  return [...names].sort().map((name) => {
    const ofType = periods.map(({ work }) => work.filter(({ taskType }) => taskType === name));
    const sums = ofType.map((works) => ({
      calls: works.reduce((sum, { calls }) => sum + calls, 0),
      reasks: works.reduce((sum, { reasks }) => sum + reasks, 0),
    }));
    const tasks = periods.map(({ tasks: all }) => all.get(name) ?? 0);
    const share = pair(tasks, (n, i) => (volume[i] > 0 ? n / volume[i] : 0));
    const first = sums.map(firstCalls);
    const cells = alignCells(ofType, weights).map(({ works, costs }) => ({
      share: filled(works.map((work, i) => ratio(work?.calls ?? 0, sums[i]?.calls ?? 0))),
      calls: [1, 1] as const,
      repeat: [1, 1] as const,
      success: [0, 0] as const,
      costs,
    }));
    return {
      share,
      calls: filled(first.map((calls, i) => ((sums[i]?.calls ?? 0) > 0 ? ratio(calls, tasks[i] ?? 0) : null))),
      repeat: filled(first.map((calls, i) => ((sums[i]?.calls ?? 0) > 0 ? (sums[i]?.calls ?? 0) / calls : null))),
      cells,
    };
  });
}

function outcomeTypes(periods: readonly (readonly OutcomeWork[])[], weights: PriceWeights): TypeOfWork[] {
  const names = new Set(periods.flatMap((works) => works.map(({ taskType }) => taskType)));
  const all = periods.map((works) => works.reduce((sum, { tasks }) => sum + tasks, 0));
  return [...names].sort().map((name) => {
    const ofType = periods.map((works) => works.filter(({ taskType }) => taskType === name));
    const tasks = ofType.map((works) => works.reduce((sum, work) => sum + work.tasks, 0));
    const cells = alignCells<OutcomeWork>(ofType, weights).map(({ works, costs }) => ({
      share: filled(works.map((work, i) => ratio(work?.tasks ?? 0, tasks[i] ?? 0))),
      calls: filled(works.map((work) => (work === undefined ? null : ratio(firstCalls(work), work.tasks)))),
      repeat: filled(works.map((work) => (work === undefined ? null : ratio(work.calls, firstCalls(work))))),
      success: filled(works.map((work) => (work === undefined ? null : ratio(work.succeeded, work.tasks)))),
      costs,
    }));
    return { share: pair(tasks, (n, i) => ratio(n, all[i] ?? 0) ?? 0), calls: [1, 1], repeat: [1, 1], cells };
  });
}

interface Aligned<W extends Work> {
  readonly works: readonly (W | undefined)[];
  readonly costs: readonly number[];
}

function alignCells<W extends Work>(periods: readonly (readonly W[])[], weights: PriceWeights): Aligned<W>[] {
  const models = new Set(periods.flatMap((works) => works.map(({ model }) => model)));
  return [...models].sort().map((model) => {
    const works = periods.map((of) => of.find((work) => work.model === model));
    return { works, costs: costsOf(callFactors(works[0], works[1], weights(model))) };
  });
}

/** Calls that are not re-asks; all of them where a period saw nothing but the second asking. */
function firstCalls({ calls, reasks }: Pick<Work, "calls" | "reasks">): number {
  return calls > reasks ? calls - reasks : calls;
}

function ratio(part: number, base: number): number | null {
  return base > 0 ? part / base : null;
}

function pair(values: readonly number[], of: (value: number, i: 0 | 1) => number): Pair {
  return [of(values[0] ?? 0, 0), of(values[1] ?? 0, 1)];
}

/** What one period does not have is taken from the other, 0 where neither has it. */
function filled(values: readonly (number | null)[]): Pair {
  const [a = null, b = null] = values;
  return [a ?? b ?? 0, b ?? a ?? 0];
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
