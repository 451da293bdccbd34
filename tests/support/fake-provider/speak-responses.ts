import { argumentsText, DEFAULT_USAGE, fakeId, pieces, replyText } from "./reply.ts";
import type { FakeEvent, FakeReply, FakeRequest } from "./reply.ts";

interface Item {
  readonly done: Record<string, unknown>;
  readonly empty: Record<string, unknown>;
  readonly deltas: readonly FakeEvent[];
}

function usageBlock(reply: FakeReply): Record<string, unknown> | null {
  if (reply.usage === null) return null;
  const usage = reply.usage ?? DEFAULT_USAGE;
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cacheRead ?? 0 },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
    total_tokens: usage.input + usage.output,
  };
}

function messageItem(part: Record<string, unknown>, outputIndex: number, text: string): Item {
  const id = fakeId("msg_");
  const shape = { id, type: "message", role: "assistant" };
  const refused = part["type"] === "refusal";
  const at = { item_id: id, output_index: outputIndex, content_index: 0 };
  const deltas: FakeEvent[] = pieces(text).map((delta) => {
    const event = refused ? "response.refusal.delta" : "response.output_text.delta";
    return { event, data: { type: event, ...at, delta, ...(!refused && { logprobs: [] }) } };
  });
  const emptyPart = refused
    ? { type: "refusal", refusal: "" }
    : { type: "output_text", text: "", annotations: [], logprobs: [] };
  const added = {
    event: "response.content_part.added",
    data: { type: "response.content_part.added", ...at, part: emptyPart },
  };
  const ended = { event: "response.content_part.done", data: { type: "response.content_part.done", ...at, part } };
  return {
    done: { ...shape, status: "completed", content: [part] },
    empty: { ...shape, status: "in_progress", content: [] },
    deltas: [added, ...deltas, ended],
  };
}

function items(reply: FakeReply): Item[] {
  const made: Item[] = [];
  const text = replyText(reply);
  if (text !== null) made.push(messageItem({ type: "output_text", text, annotations: [], logprobs: [] }, 0, text));
  if (reply.refusal !== undefined) {
    made.push(messageItem({ type: "refusal", refusal: reply.refusal }, made.length, reply.refusal));
  }
  for (const call of reply.toolCalls ?? []) {
    const args = argumentsText(call);
    const shape = { id: fakeId("fc_"), type: "function_call", call_id: call.id ?? fakeId("call_"), name: call.name };
    const at = { item_id: shape.id, output_index: made.length };
    const name = "response.function_call_arguments";
    made.push({
      done: { ...shape, arguments: args, status: "completed" },
      empty: { ...shape, arguments: "", status: "in_progress" },
      deltas: [
        ...pieces(args).map((delta) => ({ event: `${name}.delta`, data: { type: `${name}.delta`, ...at, delta } })),
        { event: `${name}.done`, data: { type: `${name}.done`, ...at, name: call.name, arguments: args } },
      ],
    });
  }
  return made;
}

function finished(request: FakeRequest, reply: FakeReply, output: readonly unknown[]): Record<string, unknown> {
  const incomplete = reply.finishReason !== undefined && reply.finishReason !== "completed";
  return {
    id: reply.id ?? fakeId("resp_"),
    object: "response",
    created_at: 1_790_000_000,
    status: incomplete ? "incomplete" : "completed",
    incomplete_details: incomplete ? { reason: reply.finishReason } : null,
    error: null,
    instructions: null,
    model: reply.model ?? request.model,
    output,
    parallel_tool_calls: true,
    service_tier: reply.serviceTier ?? "default",
    tool_choice: request.body["tool_choice"] ?? "auto",
    tools: request.body["tools"] ?? [],
    text: request.body["text"] ?? { format: { type: "text" } },
    usage: usageBlock(reply),
  };
}

/** The JSON body of a response. */
export function responsesBody(request: FakeRequest, reply: FakeReply): unknown {
  return finished(
    request,
    reply,
    items(reply).map((item) => item.done),
  );
}

/** The events of a streamed response, numbered. */
export function responsesEvents(request: FakeRequest, reply: FakeReply): FakeEvent[] {
  const made = items(reply);
  const whole = finished(
    request,
    reply,
    made.map((item) => item.done),
  );
  const begun = { ...whole, status: "in_progress", incomplete_details: null, output: [], usage: null };
  const events: FakeEvent[] = ["response.created", "response.in_progress"].map((type) => ({
    event: type,
    data: { type, response: begun },
  }));
  for (const [index, item] of made.entries()) {
    const added = { type: "response.output_item.added", output_index: index, item: item.empty };
    const done = { type: "response.output_item.done", output_index: index, item: item.done };
    events.push({ event: added.type, data: added }, ...item.deltas, { event: done.type, data: done });
  }
  const last = whole["status"] === "incomplete" ? "response.incomplete" : "response.completed";
  events.push({ event: last, data: { type: last, response: whole } });
  return events.map((event, sequence) => ({
    event: event.event,
    data: Object.assign({}, event.data, { sequence_number: sequence }),
  }));
}
