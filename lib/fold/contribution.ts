import { emptySums, packSums, unpackSums } from "./sums.ts";
import type { PackedSums, Sums } from "./sums.ts";

/**
 * One cell that a task adds to. Grain `task`: `split` is empty or a declared tag's name and `dimensions` are the tag's
 * value and `TASK_DIMENSIONS`. Grain `call`: `split` is `none`, `service_tier`, `key`, `minute` or `tool`, `dimensions`
 * are `CALL_DIMENSIONS`.
 */
export interface CellKey {
  readonly grain: "task" | "call";
  readonly split: string;
  /** Start of the UTC hour, in epoch milliseconds; days and weeks follow from it. Of the splits `minute` and `tool`, of the minute. */
  readonly hourMs: number;
  readonly dimensions: readonly string[];
}

export interface CellDelta {
  readonly key: CellKey;
  readonly sums: Sums;
}

/** Names, times and sums once each; a cell is their positions: grain, time, sums, split and dimensions. */
interface Written {
  readonly names: readonly string[];
  readonly times: readonly number[];
  readonly sums: readonly PackedSums[];
  readonly cells: readonly (readonly number[])[];
}

const GRAINS = ["task", "call"] as const;

/** The text kept on a task's row. Cells that hold the same sums (a call cell and its splits, mostly) share them. */
export function encodeContribution(deltas: readonly CellDelta[]): string {
  const names: string[] = [];
  const times: number[] = [];
  const held: Sums[] = [];
  const cells = deltas.map(({ key, sums }) => {
    const cell = [GRAINS.indexOf(key.grain), positionOf(times, key.hourMs), positionOf(held, sums)];
    cell.push(positionOf(names, key.split));
    for (const name of key.dimensions) cell.push(positionOf(names, name));
    return cell;
  });
  return JSON.stringify({ names, times, sums: held.map(packSums), cells } satisfies Written);
}

/** Few of each are in a task. */
function positionOf<T>(list: T[], item: T): number {
  const position = list.indexOf(item);
  return position === -1 ? list.push(item) - 1 : position;
}

/** Reads what `encodeContribution` wrote, now or before it wrote positions. */
export function decodeContribution(text: string): CellDelta[] {
  // Written by encodeContribution only, in the transaction that added it to the cells.
  const written = JSON.parse(text) as Written | WrittenOut;
  if (!("times" in written)) return readWrittenOut(written);
  const { names, times, cells } = written;
  const sums = written.sums.map(unpackSums);
  return cells.map(([grain = 0, time = 0, held = 0, ...named]) => {
    const [split = "", ...dimensions] = named.map((position) => names[position] ?? "");
    const key = { grain: GRAINS[grain] ?? "task", split, hourMs: times[time] ?? 0, dimensions };
    return { key, sums: sums[held] ?? emptySums() };
  });
}

/** As contributions were written before 2026-11-24: each cell with its names. */
interface WrittenOut {
  readonly sums: readonly PackedSums[];
  readonly cells: readonly (readonly [...key: [CellKey["grain"], string, number, readonly string[]], sums: number])[];
}

function readWrittenOut(written: WrittenOut): CellDelta[] {
  const sums = written.sums.map(unpackSums);
  return written.cells.map(([grain, split, hourMs, dimensions, held]) => {
    return { key: { grain, split, hourMs, dimensions }, sums: sums[held] ?? emptySums() };
  });
}

/** Whether a stored text says what this one says, if in an earlier version's words. */
export function isSameContribution(stored: string, fresh: string): boolean {
  return stored === fresh || encodeContribution(decodeContribution(stored)) === fresh;
}

/** Text that is equal for equal keys only. */
export function cellKeyText({ grain, split, hourMs, dimensions }: CellKey): string {
  return JSON.stringify([grain, split, hourMs, dimensions]);
}
