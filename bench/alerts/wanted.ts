import type { Recall, WorldResult } from "./sum-up.ts";

/** What the judge must reach at normal sensitivity: the share of spikes seen, and the median minutes until it is. */
interface Wanted {
  readonly volume: number;
  readonly factor: number;
  readonly minutes: number;
  readonly recall: number;
  readonly delay: number;
}

const WANTED: readonly Wanted[] = [
  { volume: 600, factor: 5, minutes: 5, recall: 0.97, delay: 3 },
  { volume: 600, factor: 3, minutes: 15, recall: 0.98, delay: 5 },
  { volume: 600, factor: 2, minutes: 60, recall: 0.95, delay: 12 },
  { volume: 60, factor: 5, minutes: 15, recall: 0.85, delay: 9 },
  { volume: 60, factor: 3, minutes: 60, recall: 0.93, delay: 27 },
  { volume: 10, factor: 5, minutes: 60, recall: 0.8, delay: 40 },
  { volume: 1, factor: 5, minutes: 720, recall: 0.85, delay: 330 },
];
const FALSE_PER_SERIES = 0.02;
const FALSE_PER_PROJECT = 2;
/** Of the oracle's recall, over all cells. */
const OF_ORACLE = 0.9;
const SIMPLE = ["fixed", "sigma", "seasonal"] as const;

export function wantedOf(world: string, cell: Recall): { readonly recall: number; readonly delay: number } | undefined {
  if (!WANTED_IN.includes(world)) return undefined;
  return WANTED.find((w) => w.volume === cell.volume && w.factor === cell.factor && w.minutes === cell.minutes);
}

/** The wanted recall is of a level rate with clusters; that its cycles are of the rate as well is the harder reading. */
const WANTED_IN: readonly string[] = ["plain", "waves"];

/** What a world's figures miss. The wanted recall belongs to some worlds; the comparisons to every one. */
export function missesOf({ world, falseAlarms, recall }: WorldResult): string[] {
  const normal = falseAlarms.find(({ sensitivity }) => sensitivity === "normal");
  return [
    ...(normal !== undefined && normal.perSeries > FALSE_PER_SERIES
      ? [`${world}: ${normal.perSeries.toFixed(4)} false incidents a series and month`]
      : []),
    ...(normal !== undefined && normal.perProject > FALSE_PER_PROJECT
      ? [`${world}: ${normal.perProject.toFixed(1)} false incidents a project and month`]
      : []),
    ...recall.flatMap((cell) => missesOfCell(world, cell)),
    ...missesOfSum(world, recall),
  ];
}

function missesOfCell(world: string, cell: Recall): string[] {
  const name = `${world}, ${cell.volume}/min × ${cell.factor} for ${cell.minutes} min`;
  const seen = cell.ours.normal;
  const wanted = wantedOf(world, cell);
  const beaten = SIMPLE.filter((kind) => cell.rivals[kind] > seen + chance(cell));
  return [
    ...(wanted !== undefined && seen < wanted.recall ? [`${name}: recall ${seen.toFixed(3)} of ${wanted.recall}`] : []),
    ...(wanted !== undefined && (cell.delay === null || cell.delay > wanted.delay)
      ? [`${name}: ${cell.delay} minutes, not ${wanted.delay}`]
      : []),
    ...beaten.map((kind) => `${name}: ${kind} sees ${cell.rivals[kind].toFixed(3)}, ours ${seen.toFixed(3)}`),
  ];
}

/** Two standard errors of the difference of two shares of the same trials, at most. */
function chance({ ours, trials }: Recall): number {
  return 2 * Math.sqrt(Math.max(ours.normal * (1 - ours.normal), 1 / trials) / trials);
}

function missesOfSum(world: string, recall: readonly Recall[]): string[] {
  const sum = (of: (cell: Recall) => number): number => recall.reduce((total, cell) => total + of(cell), 0);
  const ours = sum((cell) => cell.ours.normal);
  const known = sum((cell) => cell.rivals.oracle);
  return [
    ...SIMPLE.filter((kind) => sum((cell) => cell.rivals[kind]) >= ours).map(
      (kind) => `${world}: ${kind} sees no less in sum`,
    ),
    ...(ours < OF_ORACLE * known ? [`${world}: ${(ours / known).toFixed(3)} of the oracle's recall`] : []),
  ];
}
