// How far the what-if estimate of "all on model M" can be trusted: logs are drawn as a biased router would leave them, from
// worlds where the truth for the drawn mix is known. `--short` judges nothing.
import { mkdirSync, writeFileSync } from "node:fs";

import { readHistory } from "#lib/review/history.ts";
import type { History, HistoryCell } from "#lib/review/history.ts";
import { projectPolicy, STRATUM_FLOOR } from "#lib/review/project-policy.ts";

import { addTask, emptyMoments, toCostMoments } from "./float-moments.ts";
import type { FloatMoments } from "./float-moments.ts";
import { seeded } from "./seeded.ts";
import { isHiddenHard, recordedWorlds, syntheticWorld } from "./whatif/worlds.ts";
import type { World } from "./whatif/worlds.ts";

const SIZES = [300, 1000, 3000];
const SHARES = [0.05, 0.2];
/** A task in the easiest stratum is e² times as likely to reach the cheap model as one in the hardest. */
const BIAS = 1;
/** How much likelier a router that knows more sends hard tasks away from the cheap model. */
const HIDDEN_BIAS = 3;
const Z = 1.96;

const short = process.argv.includes("--short");
const draws = short ? 400 : 2000;
const started = Date.now();

interface Scenario {
  readonly world: World;
  readonly model: string;
  readonly other: string;
  readonly n: number;
  readonly share: number;
  readonly hidden: boolean;
}

interface Cell {
  readonly world: string;
  readonly model: string;
  readonly other: string;
  readonly n: number;
  readonly share: number;
  readonly answered: number;
  /** Of the draws in which each stratum has ten tasks of the model. */
  readonly wellServed: number;
  readonly refusedWellServed: number;
  readonly missing: number;
  readonly answeredMissing: number;
  readonly gradeA: number;
  /** Relative to the truth, over the draws that were answered. */
  readonly bias: number;
  readonly naiveBias: number;
  readonly coverage: number;
  readonly widthRatio: number;
}

const worlds = [...recordedWorlds(), syntheticWorld(4, { hidden: false }), syntheticWorld(8, { hidden: false })];
const hiddenWorld = syntheticWorld(4, { hidden: true });
const cells = [...worlds.flatMap((world) => scenariosOf(world, false)), ...scenariosOf(hiddenWorld, true)].map(
  (scenario, i) => run(scenario, seeded(i + 1)),
);
report();

function scenariosOf(world: World, hidden: boolean): Scenario[] {
  const pairs = world.models.flatMap((model) =>
    world.models.filter((one) => one !== model).map((other) => [model, other]),
  );
  // Full worlds have dozens of pairs; every third keeps each model on both sides.
  const kept = pairs.length > 12 ? pairs.filter((_, i) => i % 3 === 0) : pairs;
  return kept.flatMap(([model = "", other = ""]) =>
    SIZES.flatMap((n) => SHARES.map((share) => ({ world, model, other, n, share, hidden }))),
  );
}

/** Chance that a task of each stratum went to the model: more to the cheaper of the two where work is easy. */
function chancesOf({ world, model, other, share }: Scenario): number[] {
  const mean = (of: string): number =>
    world.strata.reduce((sum, _, i) => sum + world.at(of, i).meanCost, 0) / world.strata.length;
  const sign = mean(model) < mean(other) ? -1 : 1;
  const difficulty = world.strata.map((_, i) => world.at(model, i).meanCost + world.at(other, i).meanCost);
  const order = [...difficulty.keys()].sort((a, b) => (difficulty[a] ?? 0) - (difficulty[b] ?? 0));
  const rank = difficulty.map((_, i) => (2 * order.indexOf(i)) / Math.max(order.length - 1, 1) - 1);
  const tilt = rank.map((r) => Math.exp(sign * BIAS * r));
  const total = tilt.reduce((sum, t) => sum + t, 0) / tilt.length;
  return tilt.map((t) => Math.min((share * t) / total, 0.95));
}

interface Log {
  readonly own: readonly FloatMoments[];
  readonly others: readonly FloatMoments[];
}

function drawLog(scenario: Scenario, chances: readonly number[], random: () => number): Log {
  const { world, model, other, n, hidden } = scenario;
  const own = world.strata.map(emptyMoments);
  const others = world.strata.map(emptyMoments);
  const cheapIsOwn = world.at(model, 0).meanCost < world.at(other, 0).meanCost;
  for (let i = 0; i < n; i += 1) {
    const stratum = Math.floor(random() * world.strata.length);
    const hard = hidden && isHiddenHard(random);
    const nudge = !hidden ? 1 : hard === cheapIsOwn ? 1 / HIDDEN_BIAS : HIDDEN_BIAS;
    const chosen = random() < Math.min((chances[stratum] ?? 0) * nudge, 0.95);
    const { cost, succeeded } = world.at(chosen ? model : other, stratum).draw(random, hard);
    const target = (chosen ? own : others)[stratum];
    if (target !== undefined) addTask(target, cost, succeeded);
  }
  return { own, others };
}

function run(scenario: Scenario, random: () => number): Cell {
  const { world, model, other, n, share } = scenario;
  const chances = chancesOf(scenario);
  const tally = { answered: 0, wellServed: 0, refusedWellServed: 0, missing: 0, answeredMissing: 0, gradeA: 0 };
  let [bias, naive, covered] = [0, 0, 0];
  const ratios: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const { own, others } = drawLog(scenario, chances, random);
    const weights = own.map((of, i) => (of.n + (others[i]?.n ?? 0)) / n);
    const { projection } = projectPolicy(historyOf(scenario, { own, others }), () => model);
    countRefusal(tally, { own, weights, refused: projection === null });
    const found = projection?.costPerSuccess ?? null;
    if (projection === null || found === null) continue;
    const truth = truthOf(world, model, weights);
    tally.answered += 1;
    tally.gradeA += Number(projection.grade === "A");
    bias += found.value / truth - 1;
    naive += naiveOf(own) / truth - 1;
    covered += Number(found.low <= truth && (found.high === null || truth <= found.high));
    const told = toldHalfWidth(own, weights);
    if (found.high !== null && told > 0) ratios.push((found.high - found.low) / 2 / told);
  }
  const base = Math.max(tally.answered, 1);
  ratios.sort((a, b) => a - b);
  return {
    world: world.name,
    model,
    other,
    n,
    share,
    ...tally,
    bias: bias / base,
    naiveBias: naive / base,
    coverage: covered / base,
    widthRatio: ratios[Math.floor(ratios.length / 2)] ?? 0,
  };
}

interface Refusals {
  wellServed: number;
  refusedWellServed: number;
  missing: number;
  answeredMissing: number;
}

function countRefusal(
  tally: Refusals,
  { own, weights, refused }: { own: readonly FloatMoments[]; weights: readonly number[]; refused: boolean },
): void {
  const well = own.every((of) => of.n >= 10);
  const missing = own.some((of, i) => of.n === 0 && (weights[i] ?? 0) >= 0.05);
  tally.wellServed += Number(well);
  tally.missing += Number(missing);
  tally.refusedWellServed += Number(well && refused);
  tally.answeredMissing += Number(missing && !refused);
}

function historyOf({ world, model, other }: Scenario, { own, others }: Log): History {
  const of = (name: string, sums: readonly FloatMoments[]): HistoryCell[] =>
    world.strata.map((stratum, i) => ({
      stratum,
      model: name,
      moments: toCostMoments(sums[i] ?? emptyMoments()),
    }));
  return readHistory([...of(model, own), ...of(other, others)]);
}

function truthOf(world: World, model: string, weights: readonly number[]): number {
  const sum = (of: "meanCost" | "rate"): number =>
    weights.reduce((total, weight, i) => total + weight * world.at(model, i)[of], 0);
  return sum("meanCost") / sum("rate");
}

function naiveOf(own: readonly FloatMoments[]): number {
  const [c, s] = [own.reduce((sum, of) => sum + of.c, 0), own.reduce((sum, of) => sum + of.s, 0)];
  return c / Math.max(s, 1);
}

/** Delta method of one who is told the strata and takes the sample's variances as they are. */
function toldHalfWidth(own: readonly FloatMoments[], weights: readonly number[]): number {
  let [cost, success] = [0, 0];
  own.forEach((of, i) => {
    if (of.n === 0) return;
    cost += ((weights[i] ?? 0) * of.c) / of.n;
    success += ((weights[i] ?? 0) * of.s) / of.n;
  });
  const theta = cost / success;
  let variance = 0;
  own.forEach((of, i) => {
    if (of.n < 2) return;
    const mean = (of.c - theta * of.s) / of.n;
    const square = (of.c2 - 2 * theta * of.cs + theta * theta * of.s) / of.n;
    variance += ((weights[i] ?? 0) ** 2 * (square - mean * mean)) / (of.n - 1);
  });
  return (Z * Math.sqrt(variance)) / success;
}

function failuresOf(cell: Cell): string[] {
  const name = `${cell.world}: all on ${cell.model} (other ${cell.other}), n ${cell.n}, share ${cell.share}`;
  const failed: string[] = [];
  const hidden = cell.world.includes("hidden");
  if (cell.gradeA > 0) failed.push(`${name}: grade A ${cell.gradeA} times`);
  if (cell.answeredMissing > 0) failed.push(`${name}: answered ${cell.answeredMissing} times with a stratum missing`);
  if (cell.wellServed >= 20 && cell.refusedWellServed > 0.05 * cell.wellServed)
    failed.push(`${name}: refuses too often`);
  if (cell.answered < draws / 4 || hidden) return failed;
  const limit = Math.max(0.1 * Math.abs(cell.naiveBias), 0.01);
  if (Math.abs(cell.bias) > limit) failed.push(`${name}: bias ${percent(cell.bias)}, naive ${percent(cell.naiveBias)}`);
  if (cell.coverage < 0.93) failed.push(`${name}: coverage ${percent(cell.coverage)} of ${cell.answered}`);
  if (cell.widthRatio > 2) failed.push(`${name}: half-width ${cell.widthRatio.toFixed(2)} times that of the told`);
  return failed;
}

function report(): void {
  for (const [world, of] of Map.groupBy(cells, (cell) => cell.world)) {
    const judged = of.filter(({ answered }) => answered >= draws / 4);
    const sorted = (pick: (cell: Cell) => number): number[] => judged.map(pick).sort((a, b) => a - b);
    const worst = sorted((cell) => Math.abs(cell.bias)).at(-1) ?? 0;
    const naive = sorted((cell) => Math.abs(cell.naiveBias));
    const coverage = sorted((cell) => cell.coverage);
    console.log(
      `${world.padEnd(30)} ${String(judged.length).padStart(3)} of ${String(of.length).padStart(3)} cells answered   ` +
        `bias at most ${percent(worst)} (naive median ${percent(naive[Math.floor(naive.length / 2)] ?? 0)})   ` +
        `coverage from ${percent(coverage[0] ?? 0)}   width at most ${(sorted((cell) => cell.widthRatio).at(-1) ?? 0).toFixed(2)}`,
    );
  }
  const failed = cells.flatMap(failuresOf);
  for (const line of failed.slice(0, 40)) console.log(`  ${line}`);
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${cells.length} cells, ${draws} draws each; a stratum needs ${STRATUM_FLOOR} tasks; ${seconds} s`);
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/whatif.json", `${JSON.stringify({ draws, cells }, null, 1)}\n`);
  if (short) console.log("whatif: short run, not judged");
  else {
    console.log(failed.length === 0 ? "whatif: reached" : `whatif: missed: ${failed.length} of the bars`);
    process.exitCode = failed.length === 0 ? 0 : 1;
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
