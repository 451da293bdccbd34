import { WINDOWS } from "#lib/alerts/detect/scan-windows.ts";
import { deviationOfAmount, evidenceOf } from "#lib/alerts/detect/weigh-deviation.ts";

import { between, DAY, HOUR, type Track } from "./track.ts";

/** A score by minute; the threshold that makes an alarm of it is found on traffic without incidents. */
export interface Rival {
  readonly name: string;
  readonly kind: "fixed" | "sigma" | "seasonal" | "oracle";
  scorer(track: Track): (now: number) => number;
}

const LEAST_CALLS = 20;
const LEAST_HITS = 5;

function rateOf(track: Track, from: number, to: number): number | null {
  const calls = between(track.callsBefore, from, to);
  const hits = between(track.hitsBefore, from, to);
  return calls < LEAST_CALLS || hits < LEAST_HITS ? null : hits / calls;
}

/** (a) The rate of the last minutes over a fixed number. */
function fixed(window: number): Rival {
  return {
    name: `fixed threshold, ${window} min`,
    kind: "fixed",
    scorer: (track) => (now) => rateOf(track, now - window, now) ?? 0,
  };
}

/** (b) The rate of the last minutes over mean + k standard deviations of such windows in the last seven days. */
function sigma(window: number): Rival {
  return {
    name: `mean + k sigma, ${window} min`,
    kind: "sigma",
    scorer: (track) => {
      let [hour, mean, deviation] = [-1, 0, 1];
      return (now) => {
        if (Math.floor(now / HOUR) !== hour) {
          hour = Math.floor(now / HOUR);
          [mean, deviation] = momentsOf(track, hour * HOUR, window);
        }
        const rate = rateOf(track, now - window, now);
        return rate === null ? 0 : (rate - mean) / deviation;
      };
    },
  };
}

function momentsOf(track: Track, end: number, window: number): [number, number] {
  let [n, sum, squares] = [0, 0, 0];
  for (let to = end; to - window >= end - 7 * DAY; to -= window) {
    const calls = between(track.callsBefore, to - window, to);
    if (calls === 0) continue;
    const rate = between(track.hitsBefore, to - window, to) / calls;
    n += 1;
    sum += rate;
    squares += rate * rate;
  }
  const mean = sum / n;
  return [mean, Math.max(1e-6, Math.sqrt(squares / n - mean * mean))];
}

/** (c) Counts against the same hours of the past four weeks: k sigma over an hour and k − 1 over six. */
const SEASONAL: Rival = {
  name: "seasonal k sigma",
  kind: "seasonal",
  scorer: (track) => {
    const deviation = (now: number, window: number): number => {
      const past = [1, 2, 3, 4]
        .map((weeks) => now - weeks * 7 * DAY)
        .map((to) => between(track.hitsBefore, to - window, to));
      const expected = past.reduce((sum, count) => sum + count, 0) / past.length;
      const spread = Math.sqrt(past.reduce((sum, count) => sum + (count - expected) ** 2, 0) / (past.length - 1));
      return (between(track.hitsBefore, now - window, now) - expected) / Math.max(spread, Math.sqrt(expected), 1);
    };
    return (now) => Math.min(deviation(now, HOUR), deviation(now, 6 * HOUR) + 1);
  },
};

/** (d) The same windows and weights as ours, with the true rate of every minute and the true dispersion. */
export function oracle(dispersion: number): Rival {
  return {
    name: "oracle",
    kind: "oracle",
    scorer: (track) => (now) => {
      let best = 0;
      if (track.hits[now - 1] === 0) return best;
      for (const minutes of WINDOWS) {
        const hits = between(track.hitsBefore, now - minutes, now);
        const expected = between(track.expectedBefore, now - minutes, now);
        if (hits <= 1.2 * expected || hits < LEAST_HITS) continue;
        best = Math.max(best, evidenceOf(deviationOfAmount(hits, expected, dispersion), minutes));
      }
      return best;
    },
  };
}

/** Every window of each kind is tried, and the best of a kind at a volume of traffic stands for it. */
export const RIVALS: readonly Rival[] = [
  fixed(5),
  fixed(15),
  fixed(60),
  fixed(360),
  sigma(5),
  sigma(15),
  sigma(60),
  sigma(360),
  SEASONAL,
];
