import type { Sensitivity } from "#lib/alerts/detect/series.ts";

import type { Incident } from "./ours.ts";
import { DURATIONS, FACTORS, type Played, SENSITIVITIES, type Trial } from "./play.ts";
import type { Rival } from "./rivals.ts";

/** Incidents of one project that begin within so many minutes of one another are one, as the product groups them. */
const TOGETHER = 30;
const PROJECT = 200;

export interface FalseAlarms {
  readonly sensitivity: Sensitivity;
  readonly months: number;
  readonly incidents: number;
  /** A series and month. */
  readonly perSeries: number;
  /** A project of 200 series and month, incidents that overlap counted once. */
  readonly perProject: number;
}

export interface Recall {
  readonly volume: number;
  readonly factor: number;
  readonly minutes: number;
  readonly trials: number;
  readonly ours: Readonly<Record<Sensitivity, number>>;
  /** Median minutes to our alarm at normal, of the spikes seen; null where none was. */
  readonly delay: number | null;
  /** The best rule of each kind, and the oracle. */
  readonly rivals: Readonly<Record<Rival["kind"], number>>;
}

export interface WorldResult {
  readonly world: string;
  readonly falseAlarms: readonly FalseAlarms[];
  readonly recall: readonly Recall[];
  readonly chosen: readonly { readonly volume: number; readonly rule: string; readonly threshold: number }[];
}

/** Every rule gets, volume by volume, the lowest threshold that raises no more false alarms than ours did, and at least one. */
export function sumUpWorld(world: string, played: readonly Played[]): WorldResult {
  const recall: Recall[] = [];
  const chosen: { volume: number; rule: string; threshold: number }[] = [];
  for (const one of played) {
    const best = chooseRivals(one);
    for (const { index, threshold } of Object.values(best)) {
      chosen.push({ volume: one.volume, rule: one.rivals[index]?.name ?? "", threshold });
    }
    for (const factor of FACTORS) {
      for (const minutes of DURATIONS) {
        const trials = one.trials.filter((trial) => trial.factor === factor && trial.minutes === minutes);
        recall.push({ volume: one.volume, factor, minutes, trials: trials.length, ...recallOf(trials, best) });
      }
    }
  }
  return { world, falseAlarms: SENSITIVITIES.map((s) => countFalse(s, played)), recall, chosen };
}

interface Chosen {
  readonly index: number;
  readonly threshold: number;
}

function chooseRivals(played: Played): Record<Rival["kind"], Chosen> {
  const allowed = Math.max(1, played.incidents.normal.flat().length);
  const bestOf = (kind: Rival["kind"]): Chosen => {
    const candidates = played.rivals.flatMap((rival, index) => {
      if (rival.kind !== kind) return [];
      const scores = [...(played.quietScores[index] ?? [])].sort((a, b) => b - a);
      const threshold = scores[allowed] ?? 0;
      return [{ index, threshold, seen: played.trials.filter((t) => (t.scores[index] ?? 0) > threshold).length }];
    });
    return candidates.reduce((best, next) => (next.seen > best.seen ? next : best), {
      index: -1,
      threshold: 0,
      seen: -1,
    });
  };
  return { fixed: bestOf("fixed"), sigma: bestOf("sigma"), seasonal: bestOf("seasonal"), oracle: bestOf("oracle") };
}

function recallOf(
  trials: readonly Trial[],
  best: Record<Rival["kind"], Chosen>,
): Pick<Recall, "ours" | "delay" | "rivals"> {
  const share = (seen: (trial: Trial) => boolean): number => trials.filter(seen).length / trials.length;
  const seenBy = ({ index, threshold }: Chosen): number => share((trial) => (trial.scores[index] ?? 0) > threshold);
  const delays = trials.flatMap(({ ours }) => ours.normal ?? []).sort((a, b) => a - b);
  return {
    ours: {
      quiet: share(({ ours }) => ours.quiet !== null),
      normal: share(({ ours }) => ours.normal !== null),
      keen: share(({ ours }) => ours.keen !== null),
    },
    delay: delays[Math.floor(delays.length / 2)] ?? null,
    rivals: {
      fixed: seenBy(best.fixed),
      sigma: seenBy(best.sigma),
      seasonal: seenBy(best.seasonal),
      oracle: seenBy(best.oracle),
    },
  };
}

function countFalse(sensitivity: Sensitivity, played: readonly Played[]): FalseAlarms {
  const series = played.flatMap((one) => one.incidents[sensitivity]);
  const incidents = series.flat();
  const months = series.length;
  return {
    sensitivity,
    months,
    incidents: incidents.length,
    perSeries: incidents.length / months,
    perProject: (group(series) * PROJECT) / months,
  };
}

/** Incidents left when those of one project of 200 series that come together are one. */
function group(series: readonly Incident[][]): number {
  let groups = 0;
  for (let from = 0; from < series.length; from += PROJECT) {
    let until = -Infinity;
    const incidents = series
      .slice(from, from + PROJECT)
      .flat()
      .sort((a, b) => a.from - b.from);
    for (const incident of incidents) {
      if (incident.from > until + TOGETHER) groups += 1;
      until = Math.max(until, incident.to);
    }
  }
  return groups;
}
