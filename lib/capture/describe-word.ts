import { OUTTURN } from "#lib/domain/attributes.ts";
import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { AttributeInput, OtlpSpan } from "#lib/domain/otlp.ts";

import { now, toNanos } from "./clock.ts";
import { bag, text } from "./peek.ts";
import type { Bag } from "./peek.ts";
import { newSpanId, newTraceId } from "./record/trace-context.ts";

/** An outcome or checks said about a task from outside it, as a span of no duration for sinks that take only spans. */
export function describeWord(taskId: string, body: Bag): OtlpSpan {
  const said = Date.parse(text(body["at"]) ?? "");
  const at = toNanos(Number.isNaN(said) ? now() : said);
  const facts: Record<string, AttributeInput | null> = {
    [OUTTURN.taskId]: taskId,
    [OUTTURN.taskOutcome]: text(body["outcome"]),
    [OUTTURN.taskFailureReason]: text(body["reason"]),
    [OUTTURN.taskOutcomeSource]: text(body["source"]),
  };
  for (const [name, passed] of Object.entries(bag(body["checks"]))) facts[OUTTURN.checkPrefix + name] = passed === true;
  return {
    traceId: newTraceId(),
    spanId: newSpanId(),
    name: "outcome",
    kind: 1,
    startTimeUnixNano: at,
    endTimeUnixNano: at,
    attributes: toOtlpAttributes(facts),
  };
}
