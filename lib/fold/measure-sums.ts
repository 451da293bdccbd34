import { MEASURE_NUMBERS } from "./measures.ts";
import type { AnyMeasure } from "./measures.ts";

/** Larger sums are bigints; adding any safe integer to one that is not is seen to leave the range. */
const MOST = 2 ** 51;
const MOST_BIG = BigInt(MOST);

/** Measures by their number, which is their place here. */
const MEASURES: (AnyMeasure | undefined)[] = [];
for (const [measure, number] of MEASURE_NUMBERS) MEASURES[number] = measure;
const PLACES = MEASURES.length;
/** Made of doubles and then emptied: a copy of it is an array of doubles from the start. */
const EMPTY = Array.from({ length: PLACES }, () => 0.5).fill(0);

/**
 * Exact sums of measures, sparse to whoever looks: one that is 0 is absent. Counts and most money fit a double, which adds
 * up twenty times as fast as a bigint in a Map; what outgrows it (moments of cost) is a bigint.
 */
export class MeasureSums implements Iterable<[AnyMeasure, bigint]> {
  readonly #small = EMPTY.slice();
  #large: Map<number, bigint> | null = null;

  static of(sums: Iterable<readonly [AnyMeasure, bigint]>): MeasureSums {
    const made = new MeasureSums();
    for (const [measure, sum] of sums) made.add(measure, sum);
    return made;
  }

  /** @param value a safe integer. */
  add(measure: AnyMeasure, value: number | bigint): void {
    // Most of what a call may count, most calls do not have.
    if (value !== 0 && value !== 0n) this.addAt(MEASURE_NUMBERS.get(measure) ?? 0, value);
  }

  /** @param place the number of the measure (`MEASURE_NUMBERS`). */
  addAt(place: number, value: number | bigint): void {
    if (typeof value === "number") this.#add(place, value);
    else if (value <= MOST_BIG && value >= -MOST_BIG) this.#add(place, Number(value));
    else this.#put(place, this.#at(place) + value);
  }

  addAll(other: MeasureSums, sign: 1 | -1): void {
    other.forEach((place, value) => this.addAt(place, sign === 1 ? value : -value));
  }

  /** Adds those at some places alone. */
  addSome(other: MeasureSums, places: readonly number[], sign: 1 | -1): void {
    for (const place of places) {
      const value = other.#valueAt(place);
      if (value !== 0) this.addAt(place, sign === 1 ? value : -value);
    }
  }

  /** The sum, 0 where there is none, to the nearest double: exact for counts, and for money below two million dollars. */
  count(measure: AnyMeasure): number {
    return this.countAt(MEASURE_NUMBERS.get(measure) ?? 0);
  }

  countAt(place: number): number {
    const small = this.#small[place] ?? 0;
    return small !== 0 || this.#large === null ? small : Number(this.#at(place));
  }

  /** The sum, 0 where there is none. */
  exact(measure: AnyMeasure): bigint {
    return this.#at(MEASURE_NUMBERS.get(measure) ?? 0);
  }

  get(measure: AnyMeasure): bigint | undefined {
    const sum = this.#at(MEASURE_NUMBERS.get(measure) ?? 0);
    return sum === 0n ? undefined : sum;
  }

  has(measure: AnyMeasure): boolean {
    return this.get(measure) !== undefined;
  }

  isEmpty(): boolean {
    return this.#large === null && this.#small.every((value) => value === 0);
  }

  *[Symbol.iterator](): Generator<[AnyMeasure, bigint]> {
    for (const [place, measure] of MEASURES.entries()) {
      const value = this.#valueAt(place);
      if (measure !== undefined && value !== 0) yield [measure, BigInt(value)];
    }
  }

  /** Numbers of the measures that are not 0, in order, each with its sum. */
  forEach(visit: (place: number, sum: number | bigint) => void): void {
    for (let place = 0; place < PLACES; place += 1) {
      const value = this.#valueAt(place);
      if (value !== 0) visit(place, value);
    }
  }

  /** Number and sum of each measure in turn, in order; a sum beyond the safe integers as text. */
  flat(): (string | number)[] {
    const list: (string | number)[] = [];
    this.forEach((place, sum) => list.push(place, typeof sum === "number" ? sum : writable(sum)));
    return list;
  }

  /** What is a bigint has 0 among the doubles. */
  #valueAt(place: number): number | bigint {
    const small = this.#small[place] ?? 0;
    return small !== 0 || this.#large === null ? small : (this.#large.get(place) ?? 0);
  }

  #add(place: number, value: number): void {
    const sum = (this.#small[place] ?? 0) + value;
    if (sum <= MOST && sum >= -MOST && this.#large?.has(place) !== true) this.#small[place] = sum;
    else this.#put(place, this.#at(place) + BigInt(value));
  }

  #at(place: number): bigint {
    return this.#large?.get(place) ?? BigInt(this.#small[place] ?? 0);
  }

  #put(place: number, sum: bigint): void {
    const isSmall = sum <= MOST_BIG && sum >= -MOST_BIG;
    this.#small[place] = isSmall ? Number(sum) : 0;
    if (!isSmall) (this.#large ??= new Map()).set(place, sum);
    else if (this.#large?.delete(place) === true && this.#large.size === 0) this.#large = null;
  }
}

function writable(value: bigint): string | number {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
}
