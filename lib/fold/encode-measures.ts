import { MeasureSums } from "./measure-sums.ts";
import { MEASURE_NUMBERS } from "./measures.ts";
import type { AnyMeasure } from "./measures.ts";

/** Measures by the byte that stands for them. */
const BY_NUMBER: (AnyMeasure | undefined)[] = [];
for (const [measure, number] of MEASURE_NUMBERS) BY_NUMBER[number] = measure;

/**
 * Bytes of a cell's sums: for each measure that is not 0 its number, then the sum as a varint whose lowest bit is the
 * sign. Encodings laid end to end are an encoding of the sum, so that Postgres only has to put the cells of a group
 * together. A cell has about 40 measures; a column for each of 114 made rows seven times as long and as slow to add up.
 */
export function encodeMeasures(measures: MeasureSums): Buffer {
  let at = 0;
  measures.forEach((number, value) => {
    SCRATCH[at] = number;
    at = putSigned(at + 1, value);
  });
  return Buffer.from(SCRATCH.subarray(0, at));
}

const SMALL = BigInt(Number.MAX_SAFE_INTEGER);
/** The most that all measures can take: a byte and the varint of a cube of money each. */
const SCRATCH = new Uint8Array(256 * 64);

/** @returns where the next one begins. */
function putSigned(from: number, value: number | bigint): number {
  let at = from;
  let small: number;
  if (typeof value === "number") small = value < 0 ? -2 * value + 1 : 2 * value;
  else {
    let rest = value < 0n ? -2n * value + 1n : 2n * value;
    for (; rest > SMALL; rest >>= 7n) SCRATCH[at++] = Number(rest & 127n) + 128;
    small = Number(rest);
  }
  for (; small > 127; small = Math.floor(small / 128)) SCRATCH[at++] = (small % 128) + 128;
  SCRATCH[at++] = small;
  return at;
}

/**
 * Sums are added up in limbs, each a double of its own: the first of 27 bits, the others of 28, so that a million cells
 * add up exactly without a bigint for each. All 0 between calls.
 */
const LIMBS_EACH = 8;
const FIRST_LIMB_BITS = 27n;
const LIMB_BITS = 28n;
const SECOND_LIMB = 2 ** 27;
const LIMBS = new Float64Array(256 * LIMBS_EACH);
/** Whether a number was met, and those that were: most are not, and looking at all would take longer than adding up. */
const MET = new Uint8Array(256);
const NUMBERS: number[] = [];

/**
 * The sums of encodings laid end to end, less those laid end to end in `minus`.
 * @throws RangeError when the bytes are cut, or hold a measure that this version does not know: a newer one wrote it.
 */
export function decodeMeasures(bytes: Uint8Array, minus: Uint8Array = NONE): MeasureSums {
  return addEncoded(new MeasureSums(), bytes, minus);
}

/** Adds such sums into others. @returns those. @throws RangeError as `decodeMeasures` does. */
export function addEncoded(into: MeasureSums, bytes: Uint8Array, minus: Uint8Array = NONE): MeasureSums {
  const end = addUp(bytes, 1);
  const endOfMinus = addUp(minus, -1);
  const sums = takeSums(into);
  if (end > bytes.length || endOfMinus > minus.length)
    throw new RangeError(`a cell's sums of ${bytes.length} bytes end in the middle of one`);
  return sums;
}

const NONE = new Uint8Array();

/** Adds encoded sums to `LIMBS`. @returns where the last one ends. */
function addUp(bytes: Uint8Array, factor: 1 | -1): number {
  let at = 0;
  while (at < bytes.length) {
    const number = bytes[at++] ?? 0;
    if (MET[number] === 0) {
      MET[number] = 1;
      NUMBERS.push(number);
    }
    let place = number * LIMBS_EACH;
    let byte = bytes[at++] ?? 0;
    const sign = (byte & 1) === 0 ? factor : -factor;
    let [limb, shift] = [(byte & 127) >> 1, 6];
    while (byte > 127) {
      if (shift > 26) {
        LIMBS[place] = (LIMBS[place] ?? 0) + sign * limb;
        [place, limb, shift] = [place + 1, 0, 0];
      }
      byte = bytes[at++] ?? 0;
      limb += (byte & 127) << shift;
      shift += 7;
    }
    LIMBS[place] = (LIMBS[place] ?? 0) + sign * limb;
  }
  return at;
}

function takeSums(sums: MeasureSums): MeasureSums {
  let unknown: number | null = null;
  for (const number of NUMBERS) {
    MET[number] = 0;
    const sum = takeSum(number * LIMBS_EACH);
    if (BY_NUMBER[number] === undefined) unknown = number;
    else sums.addAt(number, sum);
  }
  NUMBERS.length = 0;
  if (unknown === null) return sums;
  throw new RangeError(`a cell holds measure number ${unknown}, which is not one of ours`);
}

/** The sum whose limbs begin at a place, which are left at 0. Most fit two limbs, which need no bigint to be put together. */
function takeSum(first: number): number | bigint {
  if (isLow(first)) {
    const sum = (LIMBS[first] ?? 0) + (LIMBS[first + 1] ?? 0) * SECOND_LIMB;
    if (Number.isSafeInteger(sum)) {
      LIMBS[first] = 0;
      LIMBS[first + 1] = 0;
      return sum;
    }
  }
  let [sum, bits] = [0n, 0n];
  for (let place = first; place < first + LIMBS_EACH; place += 1) {
    const limb = LIMBS[place] ?? 0;
    if (limb !== 0) sum += bits === 0n ? BigInt(limb) : BigInt(limb) << bits;
    LIMBS[place] = 0;
    bits += bits === 0n ? FIRST_LIMB_BITS : LIMB_BITS;
  }
  return sum;
}

function isLow(first: number): boolean {
  for (let place = first + 2; place < first + LIMBS_EACH; place += 1) if (LIMBS[place] !== 0) return false;
  return true;
}
