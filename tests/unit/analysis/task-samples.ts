import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";

export interface SampleTask {
  /** Nano-dollars. */
  readonly cost: bigint;
  readonly succeeded: boolean;
}

/** The moments that the roll-ups keep of such tasks. */
export function momentsOf(tasks: readonly SampleTask[]): CostMoments {
  const sum = (of: (task: SampleTask) => bigint): bigint => tasks.reduce((total, task) => total + of(task), 0n);
  const succeeded = (task: SampleTask): bigint => (task.succeeded ? 1n : 0n);
  return {
    tasks: BigInt(tasks.length),
    succeeded: sum(succeeded),
    c: sum((task) => task.cost),
    c2: sum((task) => task.cost ** 2n),
    c3: sum((task) => task.cost ** 3n),
    cs: sum((task) => task.cost * succeeded(task)),
    c2s: sum((task) => task.cost ** 2n * succeeded(task)),
  };
}

/** Numbers in [0, 1) that are the same on every run: mulberry32, by Tommy Ettinger, in the public domain. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
