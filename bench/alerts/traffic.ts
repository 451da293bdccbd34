import { gamma, geometric, normal, poisson } from "./random.ts";
import { DAY, type DrawHits, emptyTrack, HOUR, LENGTH, PAST, sumUp, type Track } from "./track.ts";

const BASE_RATE = 0.03;

/** A way traffic can be: its week, its drift, its clusters. */
export interface World {
  readonly name: string;
  /** Calls and rate at a minute over their means. */
  readonly week: (minute: number) => { readonly calls: number; readonly rate: number };
  /** Standard deviation of a day's step of the rate's slow drift, relative. */
  readonly drift: number;
  /** The hits of one cluster, given the calls in a minute. */
  readonly cluster: (callsPerMinute: number, random: () => number) => number;
  /** Variance of clusters' sizes over their mean, both about zero: what the oracle knows. */
  readonly dispersion: (callsPerMinute: number) => number;
  /** The mean of it. */
  readonly clusterMean: (callsPerMinute: number) => number;
  /** Shape of the gamma variable of mean 1 that each minute's rate is multiplied by: hidden from everybody. */
  readonly unrest?: number;
}

const wave = (minute: number, period: number, peak: number): number =>
  Math.cos((2 * Math.PI * (minute - peak)) / period);

/** A day's and a week's wave in traffic and rate, clusters of geometric size and mean 2 (dispersion 3). */
export const WAVES: World = {
  name: "waves",
  week: (minute) => {
    const weekend = minute % (7 * DAY) >= 5 * DAY;
    return {
      calls: (1 + 0.5 * wave(minute, DAY, 15 * HOUR)) * (weekend ? 0.68 : 1.13),
      rate: 1 + 0.25 * wave(minute, DAY, 16 * HOUR) + (weekend ? -0.1 : 0.04),
    };
  },
  drift: 0.02,
  cluster: (_, random) => geometric(2, random),
  clusterMean: () => 2,
  dispersion: () => 3,
};

/** The same where the cycles are of traffic only: the rate is level but for its slow drift. */
export const PLAIN: World = {
  ...WAVES,
  name: "plain",
  week: (minute) => ({ calls: WAVES.week(minute).calls, rate: 1 }),
};

/**
 * Never looked at while the judge was made, and not to be: a working day with a pause at noon, quiet Fridays, a rate that falls as
 * traffic rises, and a minute's rate that is restless in itself (gamma), beside clusters.
 */
export const FRESH: World = {
  name: "fresh",
  week: (minute) => {
    const [hour, day] = [(minute % DAY) / HOUR, Math.floor(minute / DAY) % 7];
    const busy = hour >= 6 && hour < 22 ? (hour >= 12 && hour < 13 ? 0.9 : 1.3) : 0.45;
    return { calls: busy * (day === 4 ? 0.7 : 1.05), rate: 1.15 - 0.15 * busy };
  },
  drift: 0.025,
  cluster: (_, random) => geometric(2, random),
  clusterMean: () => 2,
  unrest: 6,
  // Of clusters, and of the minute's rate: mean² / shape over the mean.
  dispersion: (calls) => 3 + (BASE_RATE * calls) / 6,
};

/**
 * Another one, which the judge has been looked at with: office hours with two humps and quiet nights, a rate that jumps at opening time, faster
 * drift, and clusters of which most are single and some long (mean 2, dispersion 6); where traffic is thin a burst meets few calls.
 */
export const OFFICE: World = {
  name: "office",
  week: (minute) => {
    const [hour, day] = [(minute % DAY) / HOUR, Math.floor(minute / DAY) % 7];
    const open = day < 5 && hour >= 8 && hour < 18;
    const hump = Math.exp(-((hour - 10) ** 2) / 4) + Math.exp(-((hour - 15) ** 2) / 4);
    return { calls: open ? 0.8 + 1.6 * hump : 0.45, rate: open ? 1.3 : 0.85 };
  },
  drift: 0.035,
  cluster: (calls, random) => (calls < 5 ? geometric(1.5, random) : random() < 0.75 ? 1 : geometric(5, random)),
  clusterMean: (calls) => (calls < 5 ? 1.5 : 2),
  // (0.75 · 1² + 0.25 · (2 · 5² − 5)) / 2
  dispersion: (calls) => (calls < 5 ? 2 : 6),
};

/** A third: limits that hold for as long as recorded `retry-after` headers say, and meet three calls in ten meanwhile. */
export function limits(seconds: readonly number[]): World {
  const mean = seconds.reduce((sum, s) => sum + s, 0) / seconds.length;
  const met = (callsPerMinute: number, s: number): number => 1 + 0.3 * (callsPerMinute / 60) * s;
  return {
    name: "limits",
    week: WAVES.week,
    drift: 0.02,
    cluster: (calls, random) => {
      const s = seconds[Math.floor(random() * seconds.length)] ?? mean;
      return 1 + poisson(met(calls, s) - 1, random);
    },
    clusterMean: (calls) => met(calls, mean),
    dispersion: (calls) => {
      const sizes = seconds.map((s) => met(calls, s));
      // Size 1 + Poisson(met − 1): mean square met² + met − 1.
      const squares = sizes.reduce((sum, size) => sum + size * size + size - 1, 0);
      return squares / sizes.reduce((sum, size) => sum + size, 0);
    },
  };
}

/** Clusters begin as a Poisson process and take the calls that follow, over into the next minute where there are too few. */
export function hitsOf(world: World, random: () => number, callsPerMinute: number): DrawHits {
  return ({ calls, hits }, rate, from, to) => {
    let pending = 0;
    for (let t = from; t < to; t += 1) {
      const called = calls[t] ?? 0;
      const mean = (called * (rate[t] ?? 0)) / world.clusterMean(callsPerMinute);
      const starts = poisson(world.unrest === undefined ? mean : mean * gamma(world.unrest, random), random);
      for (let i = 0; i < starts; i += 1) pending += world.cluster(callsPerMinute, random);
      const now = Math.min(called, pending);
      hits[t] = now;
      pending -= now;
    }
  };
}

/** A series with drifts, one or two traffic jumps and, in its past only, two incidents. */
export function makeTrack(world: World, callsPerMinute: number, random: () => number): Track {
  const track = emptyTrack();
  const jumps = [0, 1].map(() => ({ at: Math.floor(random() * LENGTH), factor: random() < 0.5 ? 3 : 1 / 3 }));
  let drift = 0;
  for (let t = 0; t < LENGTH; t += 1) {
    if (t % HOUR === 0) drift = 0.998 * drift + (world.drift / Math.sqrt(24)) * normal(random);
    const { calls, rate } = world.week(t);
    // A jump lasts three days and the traffic then comes back.
    const jump = jumps.reduce(
      (product, { at, factor }) => (t >= at && t < at + 3 * DAY ? product * factor : product),
      1,
    );
    track.calls[t] = poisson(callsPerMinute * calls * jump, random);
    track.rate[t] = Math.min(0.5, BASE_RATE * rate * Math.exp(drift));
  }
  const draw = hitsOf(world, random, callsPerMinute);
  draw(track, track.rate, 0, LENGTH);
  for (let i = 0; i < 2; i += 1) {
    const from = Math.floor(random() * (PAST - DAY));
    const to = from + Math.floor(random() * 3 * HOUR);
    draw(
      track,
      track.rate.map((rate) => Math.min(1, rate * 5)),
      from,
      to,
    );
  }
  sumUp(track, 0, LENGTH);
  return track;
}
