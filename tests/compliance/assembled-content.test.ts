import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import { GEN_AI } from "#lib/domain/attributes.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { findAnswerFixtures, readAnswerFixtures } from "#tests/support/answer-fixtures.ts";
import type { KeptAnswer } from "#tests/support/answer-fixtures.ts";

import { keepSpans, valueOf } from "./compare.ts";

beforeAll(() => {
  // The SDKs complain of answers that were broken on purpose.
  vi.spyOn(console, "error").mockReturnValue();
  vi.spyOn(console, "warn").mockReturnValue();
});
afterAll(() => {
  vi.restoreAllMocks();
});

const folder = findAnswerFixtures();
describe.skipIf(folder === null)("answers kept by SDK projects, skipped where ../shared/data is not there", () => {
  test("assembled from their streams say what the SDK's own final says, and reach the caller as without us", async () => {
    const answers = readAnswerFixtures(folder ?? "").filter(({ streamed }) => streamed);
    const wrong: unknown[] = [];
    let compared = 0;
    for (const answer of answers) {
      const spans: OtlpSpan[] = [];
      const outturn = new Outturn({ key: "test", sink: keepSpans(spans), content: { maxChars: 10_000_000 } });
      const bare = await finalOf(answer, null);
      const watched = await finalOf(answer, outturn);
      await outturn.shutdown();
      const [call] = spans.filter(({ events }) => events !== undefined);
      const kept = call === undefined || bare === null ? null : summary(valueOf(call, GEN_AI.outputMessages));
      if (bare !== null) compared += 1;
      const same =
        JSON.stringify(watched) === JSON.stringify(bare) &&
        (bare === null || JSON.stringify(kept) === JSON.stringify(bare));
      if (!same) wrong.push({ id: answer.id, bare, watched, kept });
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(40);
  });
});

interface Summary {
  readonly text: string;
  readonly tools: readonly string[];
}

function summary(written: unknown): Summary {
  const messages: unknown = JSON.parse(typeof written === "string" ? written : "[]");
  const parts = (
    (messages ?? []) as { parts: { type: string; content?: string; name?: string; arguments?: unknown }[] }[]
  ).flatMap((message) => message.parts);
  const text = parts.filter(({ type }) => type === "text").map(({ content }) => content);
  const tools = parts
    .filter(({ type }) => type === "tool_call")
    .map(({ name, arguments: args }) => `${name}(${JSON.stringify(args)})`);
  return { text: text.join(""), tools };
}

const parsedOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
const toolOf = (name: string, args: unknown): string => `${name}(${JSON.stringify(args)})`;

/** What the SDK's own helper makes of a stream in the end; null where it makes an error of it. */
async function finalOf(answer: KeptAnswer, outturn: Outturn | null): Promise<Summary | null> {
  const own = { apiKey: "fake", maxRetries: 0, fetch: async () => new Response(answer.body, answer) };
  const watch = <T extends object>(client: T): T => outturn?.observe(client) ?? client;
  const messages = [{ role: "user" as const, content: "?" }];
  try {
    if (answer.kind === "messages") {
      const { content } = await watch(new Anthropic({ ...own, openTelemetry: false }))
        .messages.stream({ model: "claude-sonnet-5", max_tokens: 100, messages })
        .finalMessage();
      const texts = content.map((block) => (block.type === "text" ? block.text : ""));
      const tools = content.flatMap((block) => (block.type === "tool_use" ? [toolOf(block.name, block.input)] : []));
      return { text: texts.join(""), tools };
    }
    const client = watch(new OpenAI(own));
    if (answer.kind === "responses") {
      const { output } = await client.responses.stream({ model: "gpt-5", input: "?" }).finalResponse();
      const content = output.flatMap((item) => (item.type === "message" ? item.content : []));
      const texts = content.map((part) => (part.type === "output_text" ? part.text : part.refusal));
      const tools = output.flatMap((item) => {
        if (item.type === "custom_tool_call") return [toolOf(item.name, item.input)];
        return item.type === "function_call" ? [toolOf(item.name, parsedOr(item.arguments))] : [];
      });
      return { text: texts.join(""), tools };
    }
    const { choices } = await client.chat.completions.stream({ model: "gpt-5", messages }).finalChatCompletion();
    const texts = choices.map(({ message }) => (message.content ?? "") + (message.refusal ?? ""));
    const calls = choices.flatMap(({ message }) => message.tool_calls ?? []);
    const tools = calls.flatMap((call) =>
      call.type === "function" ? [toolOf(call.function.name, parsedOr(call.function.arguments))] : [],
    );
    return { text: texts.join(""), tools };
  } catch {
    return null;
  }
}
