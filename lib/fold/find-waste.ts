import type { Call } from "#lib/domain/call.ts";
import type { Outcome } from "#lib/domain/task.ts";

import { failedCheck } from "./find-reasks.ts";

export const WASTE_CAUSES = ["failed_task", "failed_call", "escalated", "repeated_tool", "reask"] as const;
export type WasteCause = (typeof WASTE_CAUSES)[number];

export interface Waste {
  readonly cause: WasteCause;
  readonly nano: bigint;
}

export interface WasteContext {
  readonly outcome: Outcome | null;
  /** The task's generation calls in order, and which of them repairs which (`findReasks`). */
  readonly generation: readonly Call[];
  readonly repairs: ReadonlyMap<number, number>;
}

/**
 * The wasted part of each call's known cost, with its one cause: the first that fits, in the order of `WASTE_CAUSES`.
 * A cancelled task wastes nothing; an undecided one only what no outcome can redeem (repeated tools, re-asked input).
 */
export function findWaste(calls: readonly Call[], context: WasteContext): Map<Call, Waste> {
  const found = new Map<Call, Waste>();
  if (context.outcome === "cancelled") return found;
  const whole = (call: Call, cause: WasteCause): void => {
    if (call.cost.total !== null && call.cost.total > 0n && !found.has(call))
      found.set(call, { cause, nano: call.cost.total });
  };
  if (context.outcome === "failed") {
    for (const call of calls) whole(call, "failed_task");
    return found;
  }
  if (context.outcome === "succeeded") {
    for (const call of calls) if (call.failure !== "ok") whole(call, "failed_call");
    for (const call of escalatedFrom(context.generation)) whole(call, "escalated");
  }
  for (const call of repeatingTools(context.generation)) whole(call, "repeated_tool");
  for (const [call, nano] of extraInput(context)) if (!found.has(call)) found.set(call, { cause: "reask", nano });
  return found;
}

/** Calls of every leg (a run of one model) whose last call failed and whose work the next leg's model took over. */
function escalatedFrom(generation: readonly Call[]): Call[] {
  const legs: Call[][] = [];
  for (const call of generation) {
    const leg = legs.at(-1);
    if (leg?.[0]?.model === call.model) leg.push(call);
    else legs.push([call]);
  }
  return legs.slice(0, -1).flatMap((leg) => {
    const last = leg.at(-1);
    return last && (last.failure !== "ok" || failedCheck(last)) ? leg : [];
  });
}

/** Ok calls all of whose tool calls an earlier call of the task had asked for already, with the same arguments. */
function repeatingTools(generation: readonly Call[]): Call[] {
  const asked = new Set<string>();
  const repeating: Call[] = [];
  for (const call of generation) {
    const keys = call.toolCalls.map((tool) => (tool.argsHash === null ? null : `${tool.name}\n${tool.argsHash}`));
    if (call.failure === "ok" && keys.length > 0 && keys.every((key) => key !== null && asked.has(key)))
      repeating.push(call);
    for (const key of keys) if (key !== null) asked.add(key);
  }
  return repeating;
}

/** What a re-ask's input cost more than that of the call it repairs, never more than the call itself cost. */
function extraInput({ generation, repairs }: WasteContext): [Call, bigint][] {
  const extras: [Call, bigint][] = [];
  for (const [i, j] of repairs) {
    const [call, repaired] = [generation[i], generation[j]];
    if (!call || call.cost.total === null || call.cost.input === null || !repaired || repaired.cost.input === null)
      continue;
    const extra = call.cost.input - repaired.cost.input;
    const nano = extra < call.cost.total ? extra : call.cost.total;
    if (nano > 0n) extras.push([call, nano]);
  }
  return extras;
}
