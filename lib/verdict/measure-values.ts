import type { ValueFacts } from "#lib/domain/call.ts";

import { countOptional } from "./count-optional.ts";
import { countUngrounded } from "./count-ungrounded.ts";

/** What values are held against. */
export interface Against {
  /** The schema they were to meet; undefined when there is none. */
  readonly schema: unknown;
  /** The request on the wire, or null when it does not show all that the model saw. */
  readonly input: string | null;
}

/** Counts what can be told of a value without keeping it; null when that is nothing. Never throws. */
export function measureValues(value: unknown, { schema, input }: Against): ValueFacts | null {
  if (typeof value !== "object" || value === null) return null;
  const optional = schema === undefined ? null : countOptional(schema, value);
  const leaves = countUngrounded(value, input);
  const facts: ValueFacts = {
    ...(optional !== null && optional.offered > 0 && { optional }),
    ...(leaves !== null && leaves.checked > 0 && { leaves }),
  };
  return facts.optional || facts.leaves ? facts : null;
}

/** Of several values together. */
export function sumValues(all: readonly ValueFacts[]): ValueFacts | null {
  const [first] = all;
  if (first === undefined || all.length === 1) return first ?? null;
  const optional = all.flatMap((one) => one.optional ?? []);
  const leaves = all.flatMap((one) => one.leaves ?? []);
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return {
    ...(optional.length > 0 && {
      optional: { offered: sum(optional.map((o) => o.offered)), filled: sum(optional.map((o) => o.filled)) },
    }),
    ...(leaves.length > 0 && {
      leaves: { checked: sum(leaves.map((l) => l.checked)), ungrounded: sum(leaves.map((l) => l.ungrounded)) },
    }),
  };
}
