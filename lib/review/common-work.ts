/** Tasks by kind of work, task type × input size. */
export type TasksByStratum = ReadonlyMap<string, number>;

export type CommonWork =
  | {
      /** Kinds of work that both sides did, in order of name. */
      readonly strata: readonly string[];
      readonly refused: null;
    }
  | { readonly strata: null; readonly refused: string };

/** Tasks a side in a stratum, and share of the tasks after in strata that both sides have. */
const STRATUM_FLOOR = 10;
const SIDE_FLOOR = 20;
const LEAST_COVERED = 0.8;

/** The work that what was before a decision and what is since can be compared on; refused where it is too little. */
export function commonWork(before: TasksByStratum, after: TasksByStratum): CommonWork {
  const enough = (tasks: number | undefined): boolean => (tasks ?? 0) >= STRATUM_FLOOR;
  const total = sumOf(after);
  const strata = [...after.keys()].filter((name) => enough(before.get(name)) && enough(after.get(name))).sort();
  const covered = total === 0 ? 0 : strata.reduce((sum, name) => sum + (after.get(name) ?? 0), 0) / total;
  const few = sumOf(before) < SIDE_FLOOR ? "before" : total < SIDE_FLOOR ? "after" : null;
  if (few !== null) return { strata: null, refused: `fewer than ${SIDE_FLOOR} decided tasks ${few} it` };
  if (covered < LEAST_COVERED)
    return { strata: null, refused: `only ${Math.round(covered * 100)}% of the work since is like work of before` };
  return { strata, refused: null };
}

function sumOf(tasks: TasksByStratum): number {
  return [...tasks.values()].reduce((sum, count) => sum + count, 0);
}
