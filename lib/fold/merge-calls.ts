import type { Call } from "#lib/domain/call.ts";
import { FAILURE_CLASSES } from "#lib/domain/failure.ts";
import type { FailureClass } from "#lib/domain/failure.ts";

import { compareCalls } from "./order-calls.ts";
import { compareText } from "./rows.ts";

/**
 * One call out of what several emitters say of it. The richest record (usage, price, attempts, verdicts) is the base;
 * what it does not know comes from the next richest that does.
 */
export function mergeCalls(group: readonly Call[]): Call | undefined {
  const ranked = [...group].sort(compareRichness);
  const base = ranked[0];
  if (!base || ranked.length === 1) return base;
  const first = <T>(read: (call: Call) => T | null): T | null => {
    for (const call of ranked) {
      const value = read(call);
      if (value !== null) return value;
    }
    return null;
  };
  return {
    ...base,
    operation: ranked.find((call) => call.operation === "generation")?.operation ?? base.operation,
    cost: ranked.find((call) => call.cost.total !== null)?.cost ?? base.cost,
    usage: first((call) => call.usage),
    responseId: first((call) => call.responseId),
    requestId: first((call) => call.requestId),
    serviceTier: first((call) => call.serviceTier),
    streamed: first((call) => call.streamed),
    ttftMs: first((call) => call.ttftMs),
    attempts: first((call) => call.attempts),
    resendCount: first((call) => call.resendCount),
    json: first((call) => call.json),
    jsonMechanism: first((call) => call.jsonMechanism),
    jsonValues: first((call) => call.jsonValues),
    toolsOffered: first((call) => call.toolsOffered),
    toolsHash: first((call) => call.toolsHash),
    prefixHash: first((call) => call.prefixHash),
    requestHash: first((call) => call.requestHash),
    inputChars: first((call) => call.inputChars),
    markedReask: first((call) => call.markedReask),
    toolCalls: [...ranked].sort((a, b) => verdictsOf(b) - verdictsOf(a))[0]?.toolCalls ?? [],
    failure: worst(ranked),
    fromCache: ranked.some((call) => call.fromCache),
    facts: { ...base.facts, checks: checksOf(ranked) },
  };
}

function checksOf(ranked: readonly Call[]): Record<string, boolean> {
  const checks: Record<string, boolean> = Object.create(null) as Record<string, boolean>;
  for (const call of [...ranked].reverse()) Object.assign(checks, call.facts.checks);
  return checks;
}

function compareRichness(a: Call, b: Call): number {
  return (
    Number(b.usage !== null) - Number(a.usage !== null) ||
    Number(b.cost.total !== null) - Number(a.cost.total !== null) ||
    Number(b.attempts !== null) - Number(a.attempts !== null) ||
    verdictsOf(b) - verdictsOf(a) ||
    b.attributeCount - a.attributeCount ||
    compareCalls(a, b) ||
    compareText(a.contentHash, b.contentHash)
  );
}

function verdictsOf(call: Call): number {
  return call.toolCalls.filter((tool) => tool.verdict !== "not_validated").length;
}

/** An emitter that saw less calls a failure `ok`; of two failures, the one that applies first in the order of classes. */
function worst(calls: readonly Call[]): FailureClass {
  const seen = new Set(calls.map((call) => call.failure));
  return FAILURE_CLASSES.find((failure) => failure !== "ok" && seen.has(failure)) ?? "ok";
}
