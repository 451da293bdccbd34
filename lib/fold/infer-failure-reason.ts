import type { Call } from "#lib/domain/call.ts";
import type { InferredTaskFailure } from "#lib/domain/failure.ts";

import type { Retries } from "./count-retries.ts";
import { follows } from "./order-calls.ts";
import { closingCall } from "./trace-route.ts";

/** The same tool with the same arguments this often is a task going in circles. */
const REPEATS = 3;

/** Why a failed task failed, as its generation calls tell it; null when they do not. @param calls in order. */
export function inferFailureReason(calls: readonly Call[], retries: readonly Retries[]): InferredTaskFailure | null {
  const gaveUp = calls.some((call, i) => retries[i]?.exhausted === true && !recoveredAfter(calls, call));
  if (gaveUp) return "exhausted_retries";
  if (repeatsATool(calls)) return "repeated_tool_call";
  const closing = closingCall(calls);
  return closing && closing.failure !== "ok" ? "ended_on_failure" : null;
}

function recoveredAfter(calls: readonly Call[], exhausted: Call): boolean {
  return calls.some((call) => call.failure === "ok" && follows(call, exhausted));
}

function repeatsATool(calls: readonly Call[]): boolean {
  const times = new Map<string, number>();
  for (const tool of calls.flatMap((call) => call.toolCalls)) {
    if (tool.argsHash === null) continue;
    const key = `${tool.name}\n${tool.argsHash}`;
    const count = (times.get(key) ?? 0) + 1;
    if (count >= REPEATS) return true;
    times.set(key, count);
  }
  return false;
}
