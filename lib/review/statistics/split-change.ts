/**
 * Owen values (G. Owen, 1977; Shapley's, 1953, with nested groups): what each player adds to value(all) − value(none),
 * averaged over the orders in which groups enter together. Players are bits of the mask that `value` is given.
 */
export function owenValues(groups: readonly (readonly number[])[], value: (mask: number) => number): number[] {
  const known = new Map<number, number>();
  const at = (mask: number): number => {
    const found = known.get(mask);
    if (found !== undefined) return found;
    const fresh = value(mask);
    known.set(mask, fresh);
    return fresh;
  };
  const parts = groups.flat().map(() => 0);
  groups.forEach((group, g) => {
    const others = groups.filter((_, i) => i !== g).map(maskOf);
    for (const outer of subsetsOf(others))
      for (const player of group)
        for (const inner of subsetsOf(group.filter((other) => other !== player).map((other) => 1 << other))) {
          const weight = shareOf(outer.size, groups.length) * shareOf(inner.size, group.length);
          const before = outer.mask | inner.mask;
          parts[player] = (parts[player] ?? 0) + weight * (at(before | (1 << player)) - at(before));
        }
  });
  return parts;
}

function maskOf(players: readonly number[]): number {
  return players.reduce((mask, player) => mask | (1 << player), 0);
}

function subsetsOf(masks: readonly number[]): { mask: number; size: number }[] {
  return masks.reduce(
    (subsets, one) => [...subsets, ...subsets.map(({ mask, size }) => ({ mask: mask | one, size: size + 1 }))],
    [{ mask: 0, size: 0 }],
  );
}

/** The share of orders of `all` in which exactly `before` given ones come first: before! (all − before − 1)! / all!. */
function shareOf(before: number, all: number): number {
  let share = 1 / all;
  for (let i = 1; i <= before; i += 1) share *= i / (all - i);
  return share;
}

/**
 * Whole nano-dollars that add up to `total`, by largest remainder. What is left over goes only to parts that are not 0, so
 * that a factor which did not change stays at exactly 0.
 */
export function roundToTotal(parts: readonly number[], total: bigint): bigint[] {
  const floors = parts.map((part) => (Math.abs(part) < 0.5 ? 0n : BigInt(Math.floor(part))));
  const left = total - floors.reduce((sum, part) => sum + part, 0n);
  const order = parts
    .map((part, i) => ({ i, remainder: part - Math.floor(part), size: Math.abs(part) }))
    .filter(({ size }) => size >= 0.5)
    .sort((a, b) => b.remainder - a.remainder || b.size - a.size || a.i - b.i);
  if (order.length === 0) return floors.map((part, i) => (i === 0 ? part + left : part));
  const count = BigInt(order.length);
  const each = left / count;
  const extra = left % count;
  const step = extra < 0n ? -1n : 1n;
  order.forEach(({ i }, rank) => {
    floors[i] = (floors[i] ?? 0n) + each + (BigInt(rank) < extra * step ? step : 0n);
  });
  return floors;
}
