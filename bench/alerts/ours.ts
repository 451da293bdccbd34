import type { RateBaseline } from "#lib/alerts/detect/judge-rate.ts";
import { judgeRate, learnRate } from "#lib/alerts/detect/judge-rate.ts";
import type { RateHistory, RateJudgement, Sensitivity } from "#lib/alerts/detect/series.ts";

import { between, DAY, FIRST_MINUTE, HOUR, type Track } from "./track.ts";

const WEEKS = 35 * 24;
/** An incident ends when the judge has called the series calm so many minutes on end. */
const CALM_MINUTES = 5;

export interface Incident {
  readonly from: number;
  readonly to: number;
}

/** What the judge knows of a track, kept by the hour as the product keeps it. */
export class Past {
  readonly track: Track;
  readonly #learnt = new Map<number, { readonly hours: RateHistory["hours"]; readonly baseline: RateBaseline }>();

  constructor(track: Track) {
    this.track = track;
  }

  before(now: number): { readonly history: RateHistory; readonly baseline: RateBaseline } {
    const { calls, hits } = this.track;
    const minutes = { calls: calls.subarray(now - DAY / 2, now), hits: hits.subarray(now - DAY / 2, now) };
    const hour = Math.floor(now / HOUR);
    const known = this.#learnt.get(hour);
    const history = { now: FIRST_MINUTE + now, minutes, hours: known?.hours ?? this.#hoursBefore(hour) };
    const baseline = known?.baseline ?? learnRate(history);
    if (known === undefined) this.#learnt.set(hour, { hours: history.hours, baseline });
    return { history, baseline };
  }

  #hoursBefore(hour: number): RateHistory["hours"] {
    const first = Math.max(0, hour - WEEKS);
    const of = (before: Float64Array): Float64Array =>
      new Float64Array(hour - first).map((_, i) => between(before, (first + i) * HOUR, (first + i + 1) * HOUR));
    return { calls: of(this.track.callsBefore), hits: of(this.track.hitsBefore) };
  }
}

/** The product's judge on a track, one look at the end of each minute. */
export class Watcher {
  readonly #past: Past;
  readonly #options: { readonly sensitivity: Sensitivity; readonly seriesInProject: number };

  constructor(past: Past, sensitivity: Sensitivity, seriesInProject: number) {
    this.#past = past;
    this.#options = { sensitivity, seriesInProject };
  }

  /** `now` is a minute of the track, exclusive. */
  look(now: number, notBefore: number | null): RateJudgement {
    const { history, baseline } = this.#past.before(now);
    const options = { ...this.#options, notBefore: notBefore === null ? null : FIRST_MINUTE + notBefore };
    return judgeRate(history, options, baseline);
  }

  /** Minutes from `from` to the first alarm before or at `to`; null without one. */
  delay(from: number, after: number, to: number): number | null {
    for (let now = from + after; now <= to; now += 1) {
      if (this.#past.track.hits[now - 1] !== 0 && this.look(now, null).alarm) return now - from;
    }
    return null;
  }

  incidents(from: number, to: number): Incident[] {
    const found: Incident[] = [];
    let [open, calmFor]: [number | null, number] = [null, 0];
    let notBefore: number | null = null;
    for (let now = from; now < to; now += 1) {
      // A minute without a hit adds no evidence; most minutes of thin traffic are so.
      if (open === null && this.#past.track.hits[now - 1] === 0) continue;
      const { alarm, calm } = this.look(now, notBefore);
      if (open === null) {
        if (alarm) [open, calmFor] = [now, 0];
        continue;
      }
      calmFor = calm ? calmFor + 1 : 0;
      if (calmFor < CALM_MINUTES) continue;
      found.push({ from: open, to: now });
      [open, notBefore] = [null, now];
    }
    if (open !== null) found.push({ from: open, to });
    return found;
  }
}
