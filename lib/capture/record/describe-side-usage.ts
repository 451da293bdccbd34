import { GEN_AI, OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";
import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";

import type { ReplyFacts } from "../api.ts";
import { toNanos } from "../clock.ts";
import { text } from "../peek.ts";
import type { OpenCall } from "./open-call.ts";
import { idsOf } from "./trace-context.ts";

/**
 * Spans for what a call is billed beside its own usage (a compaction, an advisor's answer): each has its own model, so it
 * cannot be priced with the call. They are children of the call and no generation calls of their own.
 */
export function describeSideUsage(call: OpenCall, reply: ReplyFacts): OtlpSpan[] {
  const { traceId, spanId } = call.origin.context;
  return reply.sideUsage.map((part, index) => {
    const model = part.model ?? text(call.params["model"]) ?? "";
    return {
      traceId,
      // The same for whoever reads the same answer again.
      spanId: idsOf(`${traceId}/${spanId}/${index}`).spanId,
      parentSpanId: spanId,
      name: `${part.kind} ${model}`,
      kind: 3,
      startTimeUnixNano: toNanos(call.startMs),
      endTimeUnixNano: toNanos(call.endMs),
      attributes: toOtlpAttributes({
        [GEN_AI.operationName]: part.kind,
        [GEN_AI.providerName]: call.origin.provider,
        [GEN_AI.requestModel]: model,
        [GEN_AI.responseModel]: part.model ?? reply.model,
        [PROVIDER.anthropicResponseTier]: reply.serviceTier,
        ...part.usage,
        [OUTTURN.taskId]: call.origin.task?.id,
        [OUTTURN.taskType]: call.origin.task?.type,
      }),
    };
  });
}
