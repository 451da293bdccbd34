import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";

import type { Case } from "./case.ts";

export interface ToolRequest {
  readonly id: string;
  readonly name: string;
  /** As the model sent it: it may not parse. */
  readonly arguments: string;
}

export interface Turn {
  readonly text: string;
  readonly toolRequests: readonly ToolRequest[];
}

export interface ToolResult {
  readonly request: ToolRequest;
  readonly text: string;
}

/** A conversation with one model about one case, whichever SDK speaks to it. Answers are streamed. */
export interface Conversation {
  /** @throws whatever the SDK throws. */
  next(): Promise<Turn>;
  give(results: readonly ToolResult[]): void;
}

/** Over chat completions. */
export function converseOverChat(client: OpenAI, model: string, subject: Case): Conversation {
  const system = subject.system === null ? [] : [{ role: "system" as const, content: subject.system }];
  const messages: OpenAI.ChatCompletionMessageParam[] = [...system, ...subject.messages];
  const tools = subject.tools.map((tool) => ({ type: "function" as const, function: { ...tool } }));
  return {
    async next() {
      const { choices } = await client.chat.completions
        .stream({
          model,
          messages,
          max_completion_tokens: subject.maxTokens,
          ...(tools.length > 0 && { tools }),
        })
        .finalChatCompletion();
      const { content = null, tool_calls: asked = [] } = choices[0]?.message ?? {};
      const calls = asked.filter((call) => call.type === "function");
      const text = content ?? "";
      messages.push({ role: "assistant", content: text, ...(calls.length > 0 && { tool_calls: calls }) });
      const toolRequests = calls.map(({ id, function: { name, arguments: given } }) => ({
        id,
        name,
        arguments: given,
      }));
      return { text, toolRequests };
    },
    give(results) {
      for (const { request, text } of results) messages.push({ role: "tool", tool_call_id: request.id, content: text });
    },
  };
}

/** Over messages. */
export function converseOverMessages(client: Anthropic, model: string, subject: Case): Conversation {
  const messages: Anthropic.MessageParam[] = [...subject.messages];
  const tools = subject.tools.map(({ name, description, parameters }) => ({
    name,
    description,
    input_schema: { ...parameters, type: "object" as const },
  }));
  return {
    async next() {
      const reply = await client.messages
        .stream({
          model,
          messages,
          max_tokens: subject.maxTokens,
          ...(subject.system !== null && { system: subject.system }),
          ...(tools.length > 0 && { tools }),
        })
        .finalMessage();
      messages.push({ role: "assistant", content: reply.content });
      const text = reply.content.map((block) => (block.type === "text" ? block.text : "")).join("");
      const toolRequests = reply.content.flatMap((block) =>
        block.type === "tool_use" ? [{ id: block.id, name: block.name, arguments: JSON.stringify(block.input) }] : [],
      );
      return { text, toolRequests };
    },
    give(results) {
      const content = results.map(({ request, text }) => ({
        type: "tool_result" as const,
        tool_use_id: request.id,
        content: text,
      }));
      messages.push({ role: "user", content });
    },
  };
}
