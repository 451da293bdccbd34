import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";

/** Sums of a growing sample: floats, exact to a part in 10¹³, which is all that a simulation needs. */
export interface FloatMoments {
  n: number;
  s: number;
  c: number;
  c2: number;
  c3: number;
  cs: number;
  c2s: number;
}

export function emptyMoments(): FloatMoments {
  return { n: 0, s: 0, c: 0, c2: 0, c3: 0, cs: 0, c2s: 0 };
}

export function addTask(moments: FloatMoments, cost: number, succeeded: boolean): void {
  moments.n += 1;
  moments.c += cost;
  moments.c2 += cost * cost;
  moments.c3 += cost * cost * cost;
  if (!succeeded) return;
  moments.s += 1;
  moments.cs += cost;
  moments.c2s += cost * cost;
}

export function toCostMoments(m: FloatMoments): CostMoments {
  const whole = (sum: number): bigint => BigInt(Math.round(sum));
  return {
    tasks: whole(m.n),
    succeeded: whole(m.s),
    c: whole(m.c),
    c2: whole(m.c2),
    c3: whole(m.c3),
    cs: whole(m.cs),
    c2s: whole(m.c2s),
  };
}
