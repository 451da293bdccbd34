import type { OtlpTraces } from "#lib/domain/otlp.ts";
import { chatSpan, event, wrap } from "#tests/unit/ingest/support/spans.ts";

/** Within the hour, so that pages of the last days show it. */
const START_NS = BigInt(Date.now() - 3_600_000) * 1_000_000n;
const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, "c");

/** A call, a tool call and a failure in which everything that may be named is named by the text. */
export function hostileSpans(text: string, number: number): OtlpTraces {
  const id = text.slice(0, 200);
  const named = {
    "outturn.task.id": id,
    "outturn.task.type": text,
    "outturn.task.outcome": "failed",
    "outturn.task.failure_reason": text,
    "outturn.tag.customer": text,
    [`outturn.tag.${text.slice(0, 100)}`]: text,
    "gen_ai.request.model": text,
    "gen_ai.response.model": text,
    "gen_ai.response.finish_reasons": [text],
    "gen_ai.conversation.id": text,
    "gen_ai.agent.name": text,
    "user.id": id,
    "http.route": text,
    "error.type": text,
    "app.region": text,
    [`app.${text.slice(0, 100)}`]: text,
    "gen_ai.tool.definitions": JSON.stringify([{ type: "function", name: text, parameters: { type: "object" } }]),
    "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: text }] }]),
    "gen_ai.output.messages": JSON.stringify([
      { role: "assistant", parts: [{ type: "tool_call", id: text, name: text, arguments: { [text]: text } }] },
    ]),
  };
  const times = { startTimeUnixNano: String(START_NS), endTimeUnixNano: String(START_NS + 1_000_000_000n) };
  const traceId = hex(number, 32);
  const failed = {
    status: { code: 2 as const, message: text },
    events: [event("exception", { "exception.type": text, "exception.message": text }), event(text, { [text]: text })],
  };
  const call = chatSpan(named, { ...times, traceId, spanId: hex(number, 16), name: text });
  const failure = chatSpan(named, { ...times, ...failed, traceId, spanId: hex(number + 512, 16), name: text });
  const tool = chatSpan(
    { ...named, "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": text },
    { ...times, traceId, spanId: hex(number + 1024, 16), name: `execute_tool ${text}` },
  );
  return wrap([call, failure, tool], { scope: text, resource: { "service.name": text, "service.version": text } });
}
