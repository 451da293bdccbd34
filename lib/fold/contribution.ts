import { packSums, unpackSums } from "./sums.ts";
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

type PackedCell = readonly [
  grain: "task" | "call",
  split: string,
  hourMs: number,
  dimensions: readonly string[],
  sums: number,
];

/** The text kept on a task's row. Cells that hold the same sums (a call cell and its splits, mostly) share them. */
export function encodeContribution(deltas: readonly CellDelta[]): string {
  const positions = new Map<string, number>();
  const known = new Map<Sums, number>();
  const positionOf = (sums: Sums): number => {
    const text = JSON.stringify(packSums(sums));
    const position = positions.get(text) ?? positions.size;
    positions.set(text, position);
    known.set(sums, position);
    return position;
  };
  const cells = deltas.map(({ key, sums }): PackedCell => {
    const { grain, split, hourMs, dimensions } = key;
    return [grain, split, hourMs, dimensions, known.get(sums) ?? positionOf(sums)];
  });
  return `{"sums":[${[...positions.keys()].join(",")}],"cells":${JSON.stringify(cells)}}`;
}

/** Reads what `encodeContribution` wrote. */
export function decodeContribution(text: string): CellDelta[] {
  // Written by encodeContribution only, in the transaction that added it to the cells.
  const { sums, cells } = JSON.parse(text) as { sums: PackedSums[]; cells: PackedCell[] };
  const unpacked = sums.map(unpackSums);
  return cells.flatMap(([grain, split, hourMs, dimensions, position]) => {
    const held = unpacked[position];
    return held ? [{ key: { grain, split, hourMs, dimensions }, sums: held }] : [];
  });
}

/** Text that is equal for equal keys only. */
export function cellKeyText({ grain, split, hourMs, dimensions }: CellKey): string {
  return JSON.stringify([grain, split, hourMs, dimensions]);
}
