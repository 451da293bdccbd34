import { argumentsText, DEFAULT_USAGE, fakeId, pieces, replyText } from "./reply.ts";
import type { FakeEvent, FakeReply, FakeRequest } from "./reply.ts";

/** Anthropic counts input apart from the cache; the breakdown by lifetime comes only with the first event. */
function usageBlock(reply: FakeReply): Record<string, unknown> {
  const usage = reply.usage ?? DEFAULT_USAGE;
  const read = usage.cacheRead ?? 0;
  const write = usage.cacheWrite ?? 0;
  return {
    input_tokens: usage.input - read - write,
    cache_creation_input_tokens: write,
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: write, ephemeral_1h_input_tokens: 0 },
    output_tokens: usage.output,
    ...(usage.reasoning !== undefined && { output_tokens_details: { thinking_tokens: usage.reasoning } }),
    service_tier: reply.serviceTier ?? "standard",
  };
}

function stopReason(reply: FakeReply): string {
  if (reply.finishReason !== undefined) return reply.finishReason;
  if (reply.refusal !== undefined) return "refusal";
  return reply.toolCalls === undefined ? "end_turn" : "tool_use";
}

function parsedInput(text: string): unknown {
  try {
    return text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    // A plain message can only carry parsed input: this is how Anthropic returns what did not parse.
    return { INVALID_JSON: text };
  }
}

function message(request: FakeRequest, reply: FakeReply, content: readonly unknown[]): Record<string, unknown> {
  return {
    id: reply.id ?? fakeId("msg_"),
    type: "message",
    role: "assistant",
    model: reply.model ?? request.model,
    content,
    stop_reason: stopReason(reply),
    stop_sequence: null,
    ...(reply.usage !== null && { usage: usageBlock(reply) }),
  };
}

/** The JSON body of a message. */
export function messagesBody(request: FakeRequest, reply: FakeReply): unknown {
  const content: unknown[] = [];
  const text = replyText(reply) ?? reply.refusal ?? null;
  if (text !== null) content.push({ type: "text", text, citations: null });
  for (const call of reply.toolCalls ?? []) {
    const input = parsedInput(argumentsText(call));
    content.push({ type: "tool_use", id: call.id ?? fakeId("toolu_"), name: call.name, input });
  }
  return message(request, reply, content);
}

function blockEvents(index: number, block: Record<string, unknown>, deltas: readonly unknown[]): FakeEvent[] {
  const named = (type: string, rest: Record<string, unknown>): FakeEvent => ({
    event: type,
    data: { type, index, ...rest },
  });
  return [
    named("content_block_start", { content_block: block }),
    ...deltas.map((delta) => named("content_block_delta", { delta })),
    named("content_block_stop", {}),
  ];
}

/** The events of a streamed message. */
export function messagesEvents(request: FakeRequest, reply: FakeReply): FakeEvent[] {
  const whole = message(request, reply, []);
  const usage = reply.usage === null ? {} : { usage: { ...usageBlock(reply), output_tokens: 1 } };
  const start = { ...whole, stop_reason: null, ...usage };
  const events: FakeEvent[] = [{ event: "message_start", data: { type: "message_start", message: start } }];
  events.push({ event: "ping", data: { type: "ping" } });
  let index = 0;
  const text = replyText(reply) ?? reply.refusal ?? null;
  if (text !== null) {
    const deltas = pieces(text).map((piece) => ({ type: "text_delta", text: piece }));
    events.push(...blockEvents(index, { type: "text", text: "" }, deltas));
    index += 1;
  }
  for (const call of reply.toolCalls ?? []) {
    const deltas = pieces(argumentsText(call)).map((piece) => ({ type: "input_json_delta", partial_json: piece }));
    const block = { type: "tool_use", id: call.id ?? fakeId("toolu_"), name: call.name, input: {} };
    events.push(...blockEvents(index, block, deltas));
    index += 1;
  }
  const { cache_creation: _breakdown, service_tier: _tier, ...cumulative } = usageBlock(reply);
  const delta = { stop_reason: stopReason(reply), stop_sequence: null };
  const last = { type: "message_delta", delta, ...(reply.usage !== null && { usage: cumulative }) };
  events.push({ event: "message_delta", data: last }, { event: "message_stop", data: { type: "message_stop" } });
  return events;
}
