import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import type OpenAI from "openai";
import { describe, expect, test, vi } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import type { OutturnOptions } from "#lib/capture/index.ts";
import { GEN_AI, OUTTURN } from "#lib/domain/attributes.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import type { FakeReply } from "#tests/support/fake-provider.ts";

import { collect, keepSpans, openClients, valueOf } from "./compare.ts";
import type { Stage } from "./compare.ts";

const CONTENT = [GEN_AI.systemInstructions, GEN_AI.inputMessages, GEN_AI.outputMessages, GEN_AI.toolDefinitions];
const ASK = [{ role: "user" as const, content: "Register Acme, mail jo@acme.example" }];
const SCHEMA = { type: "object" as const, properties: { company: { type: "string" } } };
const CHAT_TOOLS = [{ type: "function" as const, function: { name: "save", parameters: SCHEMA } }];
const MESSAGE = { model: "claude-sonnet-5", max_tokens: 100, system: "Be brief", messages: ASK };
const SAVED: FakeReply = { text: "Done.", toolCalls: [{ id: "call_1", name: "save", arguments: { company: "Acme" } }] };
const TEXT = { type: "text", content: "Done." };
const CALL = { type: "tool_call", id: "call_1", name: "save", arguments: { company: "Acme" } };
const ASKED = [{ role: "user", parts: [{ type: "text", content: "Register Acme, mail [redacted:email]" }] }];
const TOOLS = [{ type: "function", name: "save", parameters: SCHEMA }];

/** The spans of what runs, with content on unless the options say otherwise. */
async function recorded(
  script: readonly FakeReply[],
  run: (stage: Stage) => Promise<unknown>,
  options: OutturnOptions = { content: true },
): Promise<OtlpSpan[]> {
  const spans: OtlpSpan[] = [];
  const provider = await startFakeProvider();
  provider.script(...script);
  const outturn = new Outturn({ key: "test", sink: keepSpans(spans), ...options });
  const { openai, anthropic } = openClients(provider);
  try {
    await run({ provider, openai: outturn.observe(openai), anthropic: outturn.observe(anthropic) });
    await outturn.shutdown();
  } finally {
    await provider.close();
  }
  return spans;
}

const read = (span: OtlpSpan | undefined, key: string): unknown => {
  const value = valueOf(span, key);
  return value === undefined ? undefined : JSON.parse(String(value));
};
const said = (span: OtlpSpan | undefined): unknown[] => CONTENT.map((key) => read(span, key));
const textsOf = (messages: unknown): string =>
  (messages as { parts: { content?: string }[] }[])
    .flatMap(({ parts }) => parts.map(({ content }) => content ?? ""))
    .join("");

describe("what was said is recorded", () => {
  test("of a chat, plain and streamed the same", async () => {
    const request = {
      model: "gpt-4o",
      messages: [{ role: "system" as const, content: "Be brief" }, ...ASK],
      tools: CHAT_TOOLS,
    };
    const spans = await recorded([SAVED, SAVED], async ({ openai }) => {
      await openai.chat.completions.create(request);
      await collect(await openai.chat.completions.create({ ...request, stream: true }));
    });
    const input = [{ role: "system", parts: [{ type: "text", content: "Be brief" }] }, ...ASKED];
    const output = [{ role: "assistant", parts: [TEXT, CALL], finish_reason: "tool_call" }];
    expect(spans.map(said)).toEqual([
      [undefined, input, output, TOOLS],
      [undefined, input, output, TOOLS],
    ]);
    expect(read(spans[0], OUTTURN.contentRedacted)).toEqual({ email: 1 });
  });

  test("of a response, plain and streamed the same", async () => {
    const tools = [{ type: "function" as const, name: "save", parameters: SCHEMA, strict: false }];
    const request = { model: "gpt-5.2", instructions: "Be brief", input: ASK, tools };
    const spans = await recorded([SAVED, SAVED], async ({ openai }) => {
      await openai.responses.create(request);
      await collect(await openai.responses.create({ ...request, stream: true }));
    });
    const output = [{ role: "assistant", parts: [TEXT, CALL], finish_reason: "tool_call" }];
    const all = [[{ type: "text", content: "Be brief" }], ASKED, output, tools];
    expect(spans.map(said)).toEqual([all, all]);
  });

  test("of a message, plain and streamed the same", async () => {
    const request = { ...MESSAGE, tools: [{ name: "save", input_schema: SCHEMA }] };
    const spans = await recorded([SAVED, SAVED], async ({ anthropic }) => {
      await anthropic.messages.create(request);
      await collect(await anthropic.messages.create({ ...request, stream: true }));
    });
    const output = [{ role: "assistant", parts: [TEXT, CALL], finish_reason: "tool_call" }];
    const all = [[{ type: "text", content: "Be brief" }], ASKED, output, TOOLS];
    expect(spans.filter(({ kind }) => kind === 3).map(said)).toEqual([all, all]);
  });

  test("with pictures and files by kind and size, results of tools, and thoughts", async () => {
    const data = Buffer.alloc(900).toString("base64");
    const spans = await recorded([{}, {}], async ({ openai, anthropic }) => {
      await openai.chat.completions.create({
        model: "gpt-4o",
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "See" },
              { type: "image_url", image_url: { url: `data:image/png;base64,${data}` } },
            ],
          },
          {
            role: "assistant",
            tool_calls: [{ id: "a", type: "function", function: { name: "look", arguments: "{broken" } }],
          },
          { role: "tool", tool_call_id: "a", content: "a cat" },
        ],
      });
      await anthropic.messages.create({
        ...MESSAGE,
        messages: [
          {
            role: "user",
            content: [{ type: "image", source: { type: "url", url: "https://x.example/a.png?token=abc" } }],
          },
          {
            role: "assistant",
            content: [
              { type: "thinking", thinking: "hm", signature: "s" },
              { type: "tool_use", id: "b", name: "look", input: { at: 1 } },
            ],
          },
          {
            role: "user",
            content: [{ type: "tool_result", tool_use_id: "b", content: [{ type: "text", text: "a dog" }] }],
          },
        ],
      });
    });
    expect(spans.filter(({ kind }) => kind === 3).map((span) => read(span, GEN_AI.inputMessages))).toEqual([
      [
        {
          role: "user",
          parts: [
            { type: "text", content: "See" },
            { type: "blob", modality: "image", mime_type: "image/png", size: 900 },
          ],
        },
        { role: "assistant", parts: [{ type: "tool_call", id: "a", name: "look", arguments: "{broken" }] },
        { role: "tool", parts: [{ type: "tool_call_response", id: "a", response: "a cat" }] },
      ],
      [
        { role: "user", parts: [{ type: "uri", modality: "image", uri: "https://x.example/a.png" }] },
        {
          role: "assistant",
          parts: [
            { type: "reasoning", content: "hm" },
            { type: "tool_call", id: "b", name: "look", arguments: { at: 1 } },
          ],
        },
        { role: "user", parts: [{ type: "tool_call_response", id: "b", response: "a dog" }] },
      ],
    ]);
  });

  test("as it was sent, though the caller goes on with its list of messages", async () => {
    const messages: OpenAI.ChatCompletionMessageParam[] = [...ASK];
    const [span] = await recorded([{}], async ({ openai }) => {
      const { choices } = await openai.chat.completions.create({ model: "gpt-4o", messages });
      messages.push(choices[0]?.message ?? { role: "assistant" }, { role: "user", content: "more" });
    });
    expect(read(span, GEN_AI.inputMessages)).toEqual(ASKED);
  });

  test("of an error the input alone, of a stream that broke off what had come", async () => {
    const [failed, cut] = await recorded(
      [{ status: 400 }, { text: "one two three four", destroyAfter: 4 }],
      async ({ openai }) => {
        await openai.chat.completions.create({ model: "gpt-4o", messages: ASK }, { maxRetries: 0 }).catch(() => null);
        await openai.chat.completions
          .create({ model: "gpt-4o", messages: ASK, stream: true })
          .then(collect)
          .catch(() => null);
      },
    );
    expect([read(failed, GEN_AI.inputMessages), read(failed, GEN_AI.outputMessages)]).toEqual([ASKED, undefined]);
    const come = textsOf(read(cut, GEN_AI.outputMessages));
    expect(come.length).toBeGreaterThan(0);
    expect("one two three four".startsWith(come)).toBe(true);
  });

  test("of embeddings their text", async () => {
    const [span] = await recorded([{}], async ({ openai }) =>
      openai.embeddings.create({ model: "text-embedding-3-small", input: ["a cat", "a dog"] }),
    );
    expect(textsOf(read(span, GEN_AI.inputMessages))).toBe("a cata dog");
    expect(read(span, GEN_AI.outputMessages)).toBeUndefined();
  });
});

describe("what leaves the process", () => {
  const ask = async ({ openai }: Stage): Promise<unknown> =>
    openai.chat.completions.create({ model: "gpt-4o", messages: ASK, tools: CHAT_TOOLS });

  test("is no content at all unless it was asked for", async () => {
    const [off] = await recorded([SAVED], ask, {});
    expect(said(off)).toEqual([undefined, undefined, undefined, undefined]);
    vi.stubEnv("OUTTURN_CONTENT", "1");
    const [on] = await recorded([SAVED], ask, {});
    const [overruled] = await recorded([SAVED], ask, { content: false });
    vi.unstubAllEnvs();
    expect([read(on, GEN_AI.inputMessages), read(overruled, GEN_AI.inputMessages)]).toEqual([ASKED, undefined]);
  });

  test("goes through patterns and a hook of one's own", async () => {
    const seen: string[] = [];
    const content: OutturnOptions["content"] = {
      patterns: { company: /Acme/ },
      redact: (text, where) => {
        seen.push(`${where}: ${text}`);
        return where === "output" ? null : text.replace("Register", "R.");
      },
    };
    const [span] = await recorded([SAVED], ask, { content });
    expect(textsOf(read(span, GEN_AI.inputMessages))).toBe("R. [redacted:company], mail [redacted:email]");
    const nothing = { ...CALL, arguments: { company: null } };
    expect(read(span, GEN_AI.outputMessages)).toEqual([
      { role: "assistant", parts: [nothing], finish_reason: "tool_call" },
    ]);
    expect(seen).toContain("output: [redacted:company]");
    expect(seen).toContain("tools: string");
  });

  test("is nothing where the hook throws, which is said once and harms no call", async () => {
    const warnings: string[] = [];
    const onWarning = (message: string): void => void warnings.push(message);
    const redact = (): never => {
      throw new TypeError("jo@acme.example is not allowed");
    };
    const spans = await recorded([SAVED, SAVED], async (stage) => [await ask(stage), await ask(stage)], {
      content: { redact },
      onWarning,
    });
    expect(
      spans
        .map(said)
        .flat()
        .filter((value) => value !== undefined),
    ).toEqual([]);
    expect(spans.map((span) => valueOf(span, OUTTURN.failure))).toEqual(["ok", "ok"]);
    expect(warnings).toEqual(["Content of a call was left out because it could not be redacted: TypeError was thrown"]);
  });

  test("is bounded: the newest is kept, and what is cut says so", async () => {
    const long = Array.from({ length: 50 }, (_, at) => ({
      role: "user" as const,
      content: `${at} `.padEnd(1000, "x"),
    }));
    const [span] = await recorded(
      [{ text: "y".repeat(9000) }],
      async ({ openai }) => openai.chat.completions.create({ model: "gpt-4o", messages: long }),
      { content: { maxChars: 8000 } },
    );
    const input = read(span, GEN_AI.inputMessages) as { parts: { content: string }[] }[];
    expect(input[0]?.parts[0]?.content).toBe("[cut: 46 earlier messages, 46000 characters]");
    expect(input.at(-1)?.parts[0]?.content).toMatch(/^49 x+$/);
    expect(textsOf(read(span, GEN_AI.outputMessages))).toBe(`${"y".repeat(4000)}… [cut: 5000 characters]`);
    expect(valueOf(span, OUTTURN.contentCutChars)).toBe(51_000);
  });

  test("and what waits on disk is redacted", async () => {
    const directory = await mkdtemp(join(tmpdir(), "outturn-test-"));
    const provider = await startFakeProvider();
    let away = true;
    const sink = { export: async () => (away ? Promise.reject(new Error("away")) : undefined) };
    const outturn = new Outturn({ key: "test", content: true, spool: { directory }, sink });
    await outturn.observe(openClients(provider).openai).chat.completions.create({ model: "gpt-4o", messages: ASK });
    await outturn.outcome("task-1", { outcome: "succeeded" });
    const files = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith(".gz"));
    const kept = await Promise.all(
      files.map(async (name) => gunzipSync(await readFile(join(directory, name))).toString()),
    );
    away = false;
    await outturn.shutdown();
    await provider.close();
    await rm(directory, { recursive: true, force: true });
    expect(kept.join("")).toContain("[redacted:email]");
    expect(kept.join("")).not.toContain("jo@acme");
  });
});
