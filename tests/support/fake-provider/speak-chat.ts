import { argumentsText, DEFAULT_USAGE, fakeId, pieces, replyText } from "./reply.ts";
import type { FakeEvent, FakeReply, FakeRequest } from "./reply.ts";

function usageBlock(reply: FakeReply): Record<string, unknown> | null {
  if (reply.usage === null) return null;
  const usage = reply.usage ?? DEFAULT_USAGE;
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead ?? 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoning ?? 0, audio_tokens: 0 },
  };
}

function finishReason(reply: FakeReply): string {
  return reply.finishReason ?? (reply.toolCalls === undefined ? "stop" : "tool_calls");
}

function head(request: FakeRequest, reply: FakeReply): Record<string, unknown> {
  return {
    id: reply.id ?? fakeId("chatcmpl-"),
    created: 1_790_000_000,
    model: reply.model ?? request.model,
    service_tier: reply.serviceTier ?? "default",
    system_fingerprint: "fp_fake",
  };
}

/** The JSON body of a chat completion. */
export function chatBody(request: FakeRequest, reply: FakeReply): unknown {
  const usage = usageBlock(reply);
  const toolCalls = reply.toolCalls?.map((call) => ({
    id: call.id ?? fakeId("call_"),
    type: "function",
    function: { name: call.name, arguments: argumentsText(call) },
  }));
  const message = {
    role: "assistant",
    content: replyText(reply),
    refusal: reply.refusal ?? null,
    ...(toolCalls && { tool_calls: toolCalls }),
  };
  return {
    ...head(request, reply),
    object: "chat.completion",
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(reply) }],
    ...(usage && { usage }),
  };
}

/** The events of a streamed chat completion; tool calls interleave, as parallel ones may. */
export function chatEvents(request: FakeRequest, reply: FakeReply): FakeEvent[] {
  const options = request.body["stream_options"] as { include_usage?: boolean } | undefined;
  const withUsage = options?.include_usage === true;
  const start = { ...head(request, reply), object: "chat.completion.chunk" };
  const events: FakeEvent[] = [];
  const push = (delta: Record<string, unknown>, finish: string | null = null) =>
    events.push({
      event: null,
      data: {
        ...start,
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
        ...(withUsage && { usage: null }),
      },
    });
  push({ role: "assistant", content: "", refusal: null });
  const text = replyText(reply);
  if (text !== null) for (const piece of pieces(text)) push({ content: piece });
  if (reply.refusal !== undefined) for (const piece of pieces(reply.refusal)) push({ refusal: piece });
  pushToolCalls(reply, push);
  push({}, finishReason(reply));
  const usage = usageBlock(reply);
  if (withUsage && usage) events.push({ event: null, data: { ...start, choices: [], usage } });
  return events;
}

function pushToolCalls(reply: FakeReply, push: (delta: Record<string, unknown>) => void): void {
  const calls = reply.toolCalls ?? [];
  for (const [index, call] of calls.entries()) {
    const start = { id: call.id ?? fakeId("call_"), type: "function", function: { name: call.name, arguments: "" } };
    push({ tool_calls: [{ index, ...start }] });
  }
  const parts = calls.map((call) => pieces(argumentsText(call)));
  const longest = Math.max(0, ...parts.map((cut) => cut.length));
  for (let round = 0; round < longest; round += 1) {
    for (const [index, cut] of parts.entries()) {
      const piece = cut[round];
      if (piece !== undefined) push({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
}
