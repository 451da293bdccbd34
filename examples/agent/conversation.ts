import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import type { Tool } from "./tools.ts";

export interface ToolRequest {
  readonly id: string;
  readonly name: string;
  /** As the model sent it: it may not parse. */
  readonly arguments: string;
}

interface Turn {
  readonly text: string;
  readonly toolRequests: readonly ToolRequest[];
}

/** A conversation with a model, whichever SDK speaks to it. */
export interface Conversation {
  readonly model: string;
  next(): Promise<Turn>;
  giveResult(request: ToolRequest, result: string): void;
}

export interface Opening {
  readonly model: string;
  readonly system: string;
  readonly user: string;
  readonly tools: readonly Tool[];
}

/** Chat completions, streamed: text and tool calls are put together from the chunks. */
export function openaiConversation(client: OpenAI, { model, system, user, tools }: Opening): Conversation {
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: "system", content: system },
    { role: "user", content: user },
  ];
  return {
    model,
    async next() {
      const stream = await client.chat.completions.create({
        model,
        messages,
        stream: true,
        tools: tools.map(({ name, description, schema }) => ({
          type: "function",
          function: { name, description, parameters: schema },
        })),
      });
      const turn = await collect(stream);
      messages.push({
        role: "assistant",
        content: turn.text === "" ? null : turn.text,
        ...(turn.toolRequests.length > 0 && {
          tool_calls: turn.toolRequests.map(({ id, name, arguments: text }) => ({
            id,
            type: "function" as const,
            function: { name, arguments: text },
          })),
        }),
      });
      return turn;
    },
    giveResult({ id }, result) {
      messages.push({ role: "tool", tool_call_id: id, content: result });
    },
  };
}

type ToolDelta = NonNullable<OpenAI.ChatCompletionChunk.Choice.Delta["tool_calls"]>[number];

async function collect(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<Turn> {
  const requests = new Map<number, ToolRequest>();
  let text = "";
  for await (const chunk of stream) {
    const delta = chunk.choices[0]?.delta;
    text += delta?.content ?? "";
    for (const part of delta?.tool_calls ?? []) requests.set(part.index, extend(requests.get(part.index), part));
  }
  return { text, toolRequests: [...requests.values()] };
}

/** Id and name come with the first piece of a tool call, its arguments in pieces. */
function extend(known: ToolRequest | undefined, { id, function: part }: ToolDelta): ToolRequest {
  if (known === undefined) return { id: id ?? "", name: part?.name ?? "", arguments: part?.arguments ?? "" };
  return { ...known, arguments: known.arguments + (part?.arguments ?? "") };
}

/** Messages, unstreamed. */
export function anthropicConversation(client: Anthropic, { model, system, user, tools }: Opening): Conversation {
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: user }];
  return {
    model,
    async next() {
      const reply = await client.messages.create({
        model,
        system,
        messages,
        max_tokens: 1024,
        tools: tools.map(({ name, description, schema }) => ({ name, description, input_schema: schema })),
      });
      messages.push({ role: "assistant", content: reply.content });
      const text = reply.content.map((block) => (block.type === "text" ? block.text : "")).join("");
      const toolRequests = reply.content.flatMap((block) =>
        block.type === "tool_use" ? [{ id: block.id, name: block.name, arguments: JSON.stringify(block.input) }] : [],
      );
      return { text, toolRequests };
    },
    giveResult({ id }, result) {
      messages.push({ role: "user", content: [{ type: "tool_result", tool_use_id: id, content: result }] });
    },
  };
}
