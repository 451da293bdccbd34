import type { Sensitivity } from "#lib/alerts/detect/series.ts";

import { type Incident, Past, Watcher } from "./ours.ts";
import { seeded } from "./random.ts";
import type { Rival } from "./rivals.ts";
import { DAY, type DrawHits, HOUR, MONTH, PAST, sumUp, type Track } from "./track.ts";
import { hitsOf, makeTrack, type World } from "./traffic.ts";

export const SENSITIVITIES: readonly Sensitivity[] = ["quiet", "normal", "keen"];
export const FACTORS = [2, 3, 5];
export const DURATIONS = [5, 15, HOUR, 12 * HOUR];
/** Scores of one block of half a day are one chance of a false incident. */
const BLOCK = DAY / 2;

/** One spike put into a series, and who saw it how well. */
export interface Trial {
  readonly factor: number;
  readonly minutes: number;
  /** Minutes until our alarm, by sensitivity; null without one. */
  readonly ours: Readonly<Record<Sensitivity, number | null>>;
  /** Each rival's highest score within the spike. */
  readonly scores: readonly number[];
}

export interface Played {
  readonly volume: number;
  readonly months: number;
  readonly rivals: readonly Rival[];
  /** Our incidents in months without spikes, by sensitivity, over all series. */
  readonly incidents: Readonly<Record<Sensitivity, readonly Incident[][]>>;
  /** Each rival's highest scores in blocks without spikes. */
  readonly quietScores: readonly number[][];
  readonly trials: readonly Trial[];
}

export interface Play {
  readonly world: World;
  readonly volume: number;
  readonly series: number;
  /** Spikes of each factor and duration in every series. */
  readonly spikes: number;
  readonly rivals: readonly Rival[];
  readonly seed: number;
}

/** Simulates the series of one volume of traffic: first their quiet months, then spikes in copies of them. */
export function play({ world, volume, series, spikes, rivals, seed }: Play): Played {
  const incidents: Record<Sensitivity, Incident[][]> = { quiet: [], normal: [], keen: [] };
  const quietScores: number[][] = rivals.map(() => []);
  const trials: Trial[] = [];
  for (let i = 0; i < series; i += 1) {
    const random = seeded(seed + 7919 * volume + i);
    const track = makeTrack(world, volume, random);
    const past = new Past(track);
    for (const sensitivity of i % 3 === 0 ? SENSITIVITIES : (["normal"] as const)) {
      incidents[sensitivity].push(new Watcher(past, sensitivity, 200).incidents(PAST, PAST + MONTH));
    }
    rivals.forEach((rival, r) => quietScores[r]?.push(...blockScores(rival, track)));
    const draw = hitsOf(world, random, volume);
    for (const factor of FACTORS) {
      for (const minutes of DURATIONS) {
        for (let n = 0; n < spikes; n += 1) {
          const from = PAST + Math.floor(random() * (MONTH - DAY));
          const spike = { track, from, factor, minutes };
          trials.push(withSpike(spike, draw, () => tryOut(spike, rivals)));
        }
      }
    }
  }
  return { volume, months: series, rivals, incidents, quietScores, trials };
}

function blockScores(rival: Rival, track: Track): number[] {
  const score = rival.scorer(track);
  return Array.from({ length: MONTH / BLOCK }, (_, block) => {
    let best = 0;
    const from = PAST + block * BLOCK;
    for (let now = from; now < from + BLOCK; now += 1) best = Math.max(best, score(now));
    return best;
  });
}

interface Spike {
  readonly track: Track;
  readonly from: number;
  readonly factor: number;
  readonly minutes: number;
}

/** Hits drawn anew at `factor` times the rate while `look` looks; then the series is as before. */
function withSpike<T>({ track, from, factor, minutes }: Spike, draw: DrawHits, look: () => T): T {
  const to = from + minutes;
  const kept = track.hits.slice(from, to);
  const rate = track.rate.subarray(from, to).map((r) => Math.min(1, r * factor));
  const part = { calls: track.calls.subarray(from, to), hits: track.hits.subarray(from, to) };
  draw(part, rate, 0, minutes);
  sumUp(track, from, to);
  const seen = look();
  track.hits.set(kept, from);
  sumUp(track, from, to);
  return seen;
}

function tryOut({ track, from, factor, minutes }: Spike, rivals: readonly Rival[]): Trial {
  const past = new Past(track);
  // A quieter judge is never first: it begins to look where the keener one raised its alarm.
  const delayOf = (sensitivity: Sensitivity, after: number | null): number | null => {
    if (after === null) return null;
    return new Watcher(past, sensitivity, 200).delay(from, after, from + minutes);
  };
  const keen = delayOf("keen", 1);
  const ordinary = delayOf("normal", keen);
  const scores = rivals.map((rival) => {
    const score = rival.scorer(track);
    let best = 0;
    for (let now = from + 1; now <= from + minutes; now += 1) best = Math.max(best, score(now));
    return best;
  });
  return { factor, minutes, ours: { keen, normal: ordinary, quiet: delayOf("quiet", ordinary) }, scores };
}
