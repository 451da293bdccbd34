// Whether what is said of decisions and of weeks is true: placebo decisions on the worst of twelve strata, true effects of a
// fifth, other figures judged once, weeks in which nothing changed, and models that are alike. `--short` judges nothing.
import { mkdirSync, writeFileSync } from "node:fs";

import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";
import { compareModels } from "#lib/review/compare-models.ts";
import { findClaims } from "#lib/review/find-claims.ts";
import { readHistory } from "#lib/review/history.ts";
import { measureDecision } from "#lib/review/measure-decision.ts";
import type { CohortCell } from "#lib/review/measure-decision.ts";
import { ratioOf } from "#lib/review/statistics/compare-estimates.ts";
import { addMoments, NO_MOMENTS } from "#lib/review/statistics/describe-group.ts";
import { estimateCostPerSuccess } from "#lib/review/statistics/estimate-cost-per-success.ts";

import { claimedOnce, ONCE_METRICS } from "./decisions/once.ts";
import { addTask, emptyMoments, toCostMoments } from "./float-moments.ts";
import { normal, seeded } from "./seeded.ts";

const short = process.argv.includes("--short");
const runs = short ? 100 : 2000;
const started = Date.now();
const STRATA = 12;
const BASELINE_WEEKS = 4;
/** Weekly looks at a decision. */
const LOOKS = 8;
const MODELS = 4;
const SCALE = 10_000_000;

interface Traffic {
  readonly tasksAWeek: number;
  readonly logSd: number;
  readonly rate: number;
}

const TRAFFIC: readonly Traffic[] = [0.5, 1].flatMap((logSd) =>
  [0.6, 0.9].flatMap((rate) => [60, 250].map((tasksAWeek) => ({ tasksAWeek, logSd, rate }))),
);

interface Row extends Traffic {
  readonly what: string;
  readonly share: number;
  /** What comparing the bad week itself with the weeks after, at 95 % each, would have claimed. */
  readonly naive: number | null;
  readonly missed: boolean;
}

const rows: Row[] = TRAFFIC.flatMap((traffic, i) => [
  placebo(traffic, seeded(i + 1)),
  quietWeeks(traffic, seeded(i + 101)),
  ...(traffic.tasksAWeek === 250 ? [trueEffect(traffic, seeded(i + 201))] : []),
  likeModels(traffic, seeded(i + 301)),
  ...ONCE_METRICS.map((metric, m) => placeboOnce(traffic, { metric, random: seeded(100 * m + i + 401) })),
  ...(traffic.tasksAWeek === 250 ? [effectOnce(traffic, seeded(i + 901))] : []),
]);
report();

type Random = () => number;

function drawWeek({ tasksAWeek, logSd, rate }: Traffic, random: Random, effect = 1): CohortCell {
  const sums = emptyMoments();
  for (let i = 0; i < tasksAWeek; i += 1)
    addTask(sums, SCALE * effect * Math.exp(logSd * normal(random)), random() < rate);
  return { stratum: "work", moments: toCostMoments(sums) };
}

function costOf({ moments }: CohortCell): number {
  return moments.succeeded === 0n ? Infinity : Number(moments.c) / Number(moments.succeeded);
}

/** The stratum that looked worst prompts a decision that does nothing; it is looked at each week, and once is enough to claim. */
function placebo(traffic: Traffic, random: Random): Row {
  let [claimed, naive] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const strata = Array.from({ length: STRATA }, () => ({
      baseline: Array.from({ length: BASELINE_WEEKS }, () => drawWeek(traffic, random)),
      prompting: drawWeek(traffic, random),
    }));
    const [worst] = strata.sort((a, b) => costOf(b.prompting) - costOf(a.prompting));
    if (worst === undefined) continue;
    const after: CohortCell[] = [];
    let [found, fooled] = [false, false];
    for (let look = 0; look < LOOKS; look += 1) {
      after.push(drawWeek(traffic, random));
      found ||= measureDecision(worst.baseline, after).effect?.changed === true;
      fooled ||= claimsNaively(worst.prompting, after);
    }
    claimed += Number(found);
    naive += Number(fooled);
  }
  const share = claimed / runs;
  return { ...traffic, what: "placebo claimed", share, naive: naive / runs, missed: share > 0.06 };
}

function claimsNaively(prompting: CohortCell, after: readonly CohortCell[]): boolean {
  const now = after.reduce((sum, { moments }) => addMoments(sum, moments), NO_MOMENTS);
  return findClaims([{ name: "work", before: prompting.moments, now }]).length > 0;
}

/** Cost a fifth lower, two thousand tasks a side. */
function trueEffect(traffic: Traffic, random: Random): Row {
  let found = 0;
  const side = { ...traffic, tasksAWeek: 2000 };
  for (let run = 0; run < runs / 4; run += 1) {
    const { effect } = measureDecision([drawWeek(side, random)], [drawWeek(side, random, 0.8)]);
    found += Number(effect?.changed === true && effect.ratio.value < 1);
  }
  const share = found / (runs / 4);
  return { ...traffic, what: "effect of 20 % found", share, naive: null, missed: share < 0.8 };
}

/** A decision that does nothing, judged once by another figure. */
function placeboOnce(
  traffic: Traffic,
  { metric, random }: { metric: (typeof ONCE_METRICS)[number]; random: Random },
): Row {
  const tasksADay = Math.round(traffic.tasksAWeek / 7);
  // Right at 5 % when all is well: more runs keep luck from looking like a miss.
  const share = claimedOnce(metric, { ...traffic, tasksADay }, { runs: 4 * runs, random });
  return { ...traffic, what: `placebo, ${metric}`, share, naive: null, missed: share > 0.06 };
}

/** Cost a fifth lower, two thousand tasks a side, judged once by cost per task. */
function effectOnce(traffic: Traffic, random: Random): Row {
  const once = { runs: runs / 4, random, effect: 0.8 };
  const share = claimedOnce("cost_per_task", { ...traffic, tasksADay: 71 }, once);
  return { ...traffic, what: "20 %, cost_per_task", share, naive: null, missed: share < 0.8 };
}

/** A week like the four before it, twelve strata and the whole looked at. */
function quietWeeks(traffic: Traffic, random: Random): Row {
  let [claimed, naive] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const parts = Array.from({ length: STRATA }, (_, i) => ({
      name: String(i),
      before: drawWeek({ ...traffic, tasksAWeek: traffic.tasksAWeek * BASELINE_WEEKS }, random).moments,
      now: drawWeek(traffic, random).moments,
    }));
    const whole = {
      name: "all",
      before: parts.reduce((sum, { before }) => addMoments(sum, before), NO_MOMENTS),
      now: parts.reduce((sum, { now }) => addMoments(sum, now), NO_MOMENTS),
    };
    claimed += Number(findClaims([whole, ...parts]).length > 0);
    naive += Number(parts.some((part) => findClaims([part]).length > 0));
  }
  const share = claimed / runs;
  return { ...traffic, what: "quiet week with a claim", share, naive: naive / runs, missed: share > 0.1 };
}

/** Four models that are alike, three of them compared with the fourth each week: one verdict in any look is too many. */
function likeModels(traffic: Traffic, random: Random): Row {
  let [claimed, naive] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const sums = Array.from({ length: MODELS }, () => NO_MOMENTS);
    let [found, fooled] = [false, false];
    for (let look = 0; look < LOOKS; look += 1) {
      sums.forEach((sum, model) => (sums[model] = addMoments(sum, drawWeek(traffic, random).moments)));
      const cells = sums.map((moments, model) => ({ stratum: "work", model: String(model), moments }));
      const figures = compareModels(readHistory(cells), "0").map((one) => one.figures);
      found ||= figures.some((one) => one !== null && one.verdict !== "not_told_apart");
      fooled ||= cells.slice(1).some(({ moments }) => excludesOne(moments, sums[0] ?? NO_MOMENTS));
    }
    claimed += Number(found);
    naive += Number(fooled);
  }
  const share = claimed / runs;
  return { ...traffic, what: "like models told apart", share, naive: naive / runs, missed: share > 0.06 };
}

function excludesOne(a: CostMoments, b: CostMoments): boolean {
  const [x, y] = [estimateCostPerSuccess(a), estimateCostPerSuccess(b)];
  const ratio = x && y && ratioOf(x, y);
  return ratio !== null && (ratio.low > 1 || (ratio.high !== null && ratio.high < 1));
}

function report(): void {
  for (const { what, tasksAWeek, logSd, rate, share, naive } of rows.sort((a, b) => (a.what < b.what ? -1 : 1)))
    console.log(
      `${what.padEnd(24)} ${String(tasksAWeek).padStart(4)} tasks a week, log-sd ${logSd}, p ${rate}: ${percent(share)}` +
        (naive === null ? "" : `   (one by one, without care: ${percent(naive)})`),
    );
  console.log(`${runs} runs, ${LOOKS} weekly looks; ${Math.round((Date.now() - started) / 1000)} s`);
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/decisions.json", `${JSON.stringify({ runs, rows }, null, 1)}\n`);
  const missed = rows.filter((row) => row.missed);
  if (short) console.log("decisions: short run, not judged");
  else {
    console.log(missed.length === 0 ? "decisions: reached" : `decisions: missed: ${missed.length} of the bars`);
    process.exitCode = missed.length === 0 ? 0 : 1;
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
