import type { Call } from "#lib/domain/call.ts";

import { CLOCK_ROUNDING_US, compareCalls } from "./order-calls.ts";

/** How surely two observations are one call: the rank of the rule that says so, 0 when none does. */
type Evidence = 0 | 1 | 2 | 3 | 4;
const REPEATED = 4;

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly evidence: Evidence;
  readonly distanceUs: number;
}

/**
 * Groups the observations of a task into calls. Two are one call when their scopes differ, they overlap in time, and they
 * share (provider, response id), else request id, else one contains the other. Ids that are known on both sides and
 * differ tell calls apart. One scope emits a call once, so a group holds each scope once, unless it says the same call
 * again right beneath it: the surest and closest pairs are joined first.
 */
export function groupSameCalls(calls: readonly Call[]): Call[][] {
  const sorted = [...calls].sort(compareCalls);
  const groups = new Map(sorted.map((call, i) => [i, [call]]));
  if (isPlain(sorted)) return [...groups.values()];
  const indices = new Map(sorted.map((call, i) => [call, i]));
  const groupOf = sorted.map((_, i) => i);
  for (const { a, b, evidence } of candidatePairs(sorted)) {
    const [into, from] = [groupOf[a] ?? a, groupOf[b] ?? b];
    const left = groups.get(into) ?? [];
    const right = groups.get(from) ?? [];
    if (into === from || (evidence < REPEATED && shareScope(left, right))) continue;
    groups.set(into, [...left, ...right]);
    groups.delete(from);
    for (const call of right) groupOf[indices.get(call) ?? from] = into;
  }
  return [...groups.values()];
}

/** One scope, and no call beneath another: nothing can be said twice. */
function isPlain(calls: readonly Call[]): boolean {
  const ids = new Set(calls.map((call) => call.spanId));
  const nested = calls.some(({ parentSpanId }) => parentSpanId !== null && ids.has(parentSpanId));
  return !nested && new Set(calls.map((call) => call.scope)).size < 2;
}

function candidatePairs(sorted: readonly Call[]): Pair[] {
  const pairs: Pair[] = [];
  let open: number[] = [];
  sorted.forEach((call, b) => {
    open = open.filter((i) => overlap(sorted[i], call));
    for (const a of open) {
      const other = sorted[a];
      const evidence = other ? evidenceOf(other, call) : 0;
      if (other && evidence > 0) pairs.push({ a, b, evidence, distanceUs: distance(other, call) });
    }
    open.push(b);
  });
  return pairs.sort((p, q) => q.evidence - p.evidence || p.distanceUs - q.distanceUs || p.a - q.a || p.b - q.b);
}

/** Half-open in time; a call of no length occupies its one microsecond. `earlier` starts no later than `later`. */
function overlap(earlier: Call | undefined, later: Call): boolean {
  return earlier !== undefined && later.startUs < Math.max(earlier.endUs, earlier.startUs + 1);
}

function distance(a: Call, b: Call): number {
  return Math.abs(a.startUs - b.startUs) + Math.abs(a.endUs - b.endUs);
}

function evidenceOf(a: Call, b: Call): Evidence {
  if (a.scope === b.scope) return evidenceWithin(a, b);
  if (a.responseId !== null && b.responseId !== null) {
    if (a.responseId !== b.responseId) return 0;
    if (agree(a.provider, b.provider)) return 3;
  }
  if (a.requestId !== null && b.requestId !== null) return a.requestId === b.requestId ? 2 : 0;
  return contains(a, b) || contains(b, a) ? likeness(a, b) : 0;
}

function shareScope(left: readonly Call[], right: readonly Call[]): boolean {
  return right.some((call) => left.some((other) => other.scope === call.scope));
}

function evidenceWithin(a: Call, b: Call): Evidence {
  return repeats(a, b) || repeats(b, a) ? REPEATED : 0;
}

/** Some frameworks give a call a span of their own and one of the model's client beneath it, both with its tokens. */
function repeats(outer: Call, inner: Call): boolean {
  return (
    inner.parentSpanId === outer.spanId &&
    inner.traceId === outer.traceId &&
    outer.operation === inner.operation &&
    (outer.responseId === null || inner.responseId === null || outer.responseId === inner.responseId) &&
    contains(outer, inner) &&
    shareModel(outer, inner) &&
    sameUsage(outer, inner)
  );
}

function sameUsage({ usage: one }: Call, { usage: other }: Call): boolean {
  if (one === null || other === null || one.inputUncached === null || one.output === null) return false;
  return one.inputUncached === other.inputUncached && one.cacheRead === other.cacheRead && one.output === other.output;
}

function contains(outer: Call, inner: Call): boolean {
  return outer.startUs <= inner.startUs + CLOCK_ROUNDING_US && inner.endUs <= outer.endUs + CLOCK_ROUNDING_US;
}

/** Calls to different models run side by side too: containment counts only where nothing known contradicts it. */
function likeness(a: Call, b: Call): Evidence {
  const alike = a.operation === b.operation && agree(a.provider, b.provider) && shareModel(a, b) && sameOutput(a, b);
  return alike ? 1 : 0;
}

function shareModel(a: Call, b: Call): boolean {
  const [names, others] = [namesOf(a), namesOf(b)];
  return names.length === 0 || others.length === 0 || names.some((name) => others.includes(name));
}

function sameOutput(a: Call, b: Call): boolean {
  const [one, other] = [a.usage?.output ?? null, b.usage?.output ?? null];
  return one === null || other === null || one === other;
}

function agree(a: string, b: string): boolean {
  return a === "" || b === "" || a === b;
}

function namesOf(call: Call): string[] {
  return [call.model, call.requestModel, call.responseModel].filter(
    (name): name is string => name !== null && name !== "",
  );
}
