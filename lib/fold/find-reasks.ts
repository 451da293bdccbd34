import type { Call } from "#lib/domain/call.ts";
import { invitesReask } from "#lib/domain/failure.ts";

import { follows } from "./order-calls.ts";

/** Whether a check recorded on the call itself did not pass. */
export function failedCheck(call: Call): boolean {
  return Object.values(call.facts.checks ?? {}).includes(false);
}

/**
 * The re-asks among a task's generation calls, each with the call it repairs. A re-ask is the next call after one of
 * class output, tools, `empty` or `truncated` (or with a failed check on it), with the same tool-set hash where both are
 * known; or one that the application marks.
 * @param calls in order. @returns index of the re-ask → index of the repaired call, -1 where there is none before it.
 */
export function findReasks(calls: readonly Call[]): Map<number, number> {
  const repairs = new Map<number, number>();
  calls.forEach((call, i) => {
    if (!invitesReask(call.failure) && !failedCheck(call)) return;
    const next = nextAfter(calls, i);
    const again = next === undefined ? undefined : calls[next];
    if (next !== undefined && again && again.markedReask !== false && sameTools(call, again)) repairs.set(next, i);
  });
  calls.forEach((call, i) => {
    if (call.markedReask === true && !repairs.has(i)) repairs.set(i, lastBefore(calls, i));
  });
  return repairs;
}

function nextAfter(calls: readonly Call[], i: number): number | undefined {
  const call = calls[i];
  if (!call) return undefined;
  for (let k = i + 1; k < calls.length; k++) {
    const later = calls[k];
    if (later && follows(later, call)) return k;
  }
  return undefined;
}

function lastBefore(calls: readonly Call[], i: number): number {
  const call = calls[i];
  if (!call) return -1;
  return calls.slice(0, i).findLastIndex((earlier) => follows(call, earlier));
}

function sameTools(a: Call, b: Call): boolean {
  return a.toolsHash === null || b.toolsHash === null || a.toolsHash === b.toolsHash;
}
