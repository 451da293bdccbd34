import { DAY_MS, HOUR_MS, MINUTE_MS } from "#lib/domain/time.ts";

import type { ScopeDimension } from "./rule.ts";
import type { Source } from "./metrics.ts";

/** Minutes before the judged one that a look needs, and room for those that are judged in one go after downtime. */
const LOOK_BACK_MINUTES = 720;
export const MINUTES_AT_ONCE = 30;
/** Five weeks, and room for the hours that the minutes judged at once may reach back over. */
const LOOK_BACK_HOURS = (35 * DAY_MS) / HOUR_MS;

/** One combination of dimensions, with its sums by bucket, oldest first. */
export interface Combo {
  readonly dimensions: Readonly<Record<ScopeDimension, string>>;
  readonly minutes: Map<Source, Float64Array>;
  readonly hours: Map<Source, Float64Array>;
}

type Tier = "minutes" | "hours";

/** A piece of both arrays that ends before a minute; hours end before the hour of that minute. */
export interface Window {
  /** Epoch minute. */
  readonly now: number;
  readonly minutes: readonly [from: number, to: number];
  readonly hours: readonly [from: number, to: number];
}

/** The sums of one project's latest minutes and hours by combination of dimensions, kept in memory and moved along. */
export class CountsBook {
  readonly combos = new Map<string, Combo>();
  readonly #length: Readonly<Record<Tier, number>>;
  #endMinute: number;
  #endHour: number;

  /**
   * @param endMinute epoch minute before which everything is held, once it is put.
   * @param atOnce how many minutes before it can be judged.
   */
  constructor(endMinute: number, atOnce = MINUTES_AT_ONCE) {
    this.#length = {
      minutes: LOOK_BACK_MINUTES + atOnce,
      hours: LOOK_BACK_HOURS + Math.ceil(atOnce / 60) + 1,
    };
    this.#endMinute = endMinute;
    this.#endHour = Math.floor(endMinute / 60);
  }

  get endMinute(): number {
    return this.#endMinute;
  }

  /** What is held: buckets outside are not put. Epoch milliseconds, half-open. */
  get held(): { readonly minutes: readonly [number, number]; readonly hours: readonly [number, number] } {
    const [minute, hour] = [this.#endMinute, this.#endHour];
    const { minutes, hours } = this.#length;
    return {
      minutes: [(minute - minutes) * MINUTE_MS, minute * MINUTE_MS],
      hours: [(hour - hours) * HOUR_MS, hour * HOUR_MS],
    };
  }

  /** All that is held, for a look at many minutes. */
  get whole(): Window {
    return { now: this.#endMinute, minutes: [0, this.#length.minutes], hours: [0, this.#length.hours] };
  }

  /** Moves the end forward; the buckets that come in are empty, and so are all when the step is longer than the book. */
  moveTo(endMinute: number): void {
    const endHour = Math.floor(endMinute / 60);
    for (const combo of this.combos.values()) {
      for (const sums of combo.minutes.values()) shift(sums, endMinute - this.#endMinute);
      for (const sums of combo.hours.values()) shift(sums, endHour - this.#endHour);
    }
    this.#endMinute = endMinute;
    this.#endHour = endHour;
  }

  comboOf(dimensions: Combo["dimensions"]): Combo {
    const key = JSON.stringify(Object.values(dimensions));
    const known = this.combos.get(key);
    if (known) return known;
    const made: Combo = { dimensions, minutes: new Map(), hours: new Map() };
    this.combos.set(key, made);
    return made;
  }

  /** Forgets the buckets from an instant on, which are about to be put again. */
  clearFrom(tier: "minute" | "hour", fromMs: number): void {
    const { held } = this;
    for (const combo of this.combos.values())
      for (const sums of (tier === "minute" ? combo.minutes : combo.hours).values())
        sums.fill(0, Math.max(0, indexIn(tier, tier === "minute" ? held.minutes[0] : held.hours[0], fromMs)));
  }

  /** Adds to one bucket; one that is not held is left out. */
  put(combo: Combo, tier: "minute" | "hour", bucketMs: number, counts: Iterable<readonly [Source, number]>): void {
    const { held } = this;
    const index = indexIn(tier, tier === "minute" ? held.minutes[0] : held.hours[0], bucketMs);
    const length = this.#length[tier === "minute" ? "minutes" : "hours"];
    if (index < 0 || index >= length) return;
    const columns = tier === "minute" ? combo.minutes : combo.hours;
    for (const [source, count] of counts) {
      const sums = columns.get(source) ?? new Float64Array(length);
      sums[index] = (sums[index] ?? 0) + count;
      columns.set(source, sums);
    }
  }

  /** What a look at a minute may see. @throws RangeError for a minute that the book does not reach. */
  windowAt(minute: number): Window {
    const back = this.#endMinute - minute;
    const { minutes, hours } = this.#length;
    if (back < 0 || back > minutes - LOOK_BACK_MINUTES)
      throw new RangeError(`minute ${minute} cannot be judged from a book that ends at ${this.#endMinute}`);
    const hoursBack = this.#endHour - Math.floor(minute / 60);
    return {
      now: minute,
      minutes: [minutes - back - LOOK_BACK_MINUTES, minutes - back],
      hours: [hours - hoursBack - LOOK_BACK_HOURS, hours - hoursBack],
    };
  }
}

function indexIn(tier: "minute" | "hour", firstMs: number, bucketMs: number): number {
  return Math.floor((bucketMs - firstMs) / (tier === "minute" ? MINUTE_MS : HOUR_MS));
}

function shift(sums: Float64Array, by: number): void {
  if (by <= 0) return;
  sums.copyWithin(0, by);
  sums.fill(0, Math.max(0, sums.length - by));
}

/** The sum over combinations of some sources, less some others, in a window. */
export function sumOf(
  combos: readonly Combo[],
  tier: Tier,
  window: Window,
  { plus, minus = [] }: { readonly plus: readonly Source[]; readonly minus?: readonly Source[] },
): Float64Array {
  const [from, to] = window[tier];
  const total = new Float64Array(to - from);
  const add = (sources: readonly Source[], sign: 1 | -1): void => {
    for (const combo of combos)
      for (const source of sources) {
        const sums = combo[tier].get(source);
        if (sums) for (let i = from; i < to; i += 1) total[i - from] = (total[i - from] ?? 0) + sign * (sums[i] ?? 0);
      }
  };
  add(plus, 1);
  add(minus, -1);
  return total;
}
