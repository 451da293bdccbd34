import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { MessagesCollector } from "#lib/capture/anthropic/collect-messages.ts";
import { ChatCollector } from "#lib/capture/openai/collect-chat.ts";
import { UsageHider } from "#lib/capture/hide-usage.ts";
import { EventReader } from "#lib/capture/read-events.ts";
import { GEN_AI, PROVIDER } from "#lib/domain/attributes.ts";

const chunk = (delta: Record<string, unknown>, finish: string | null = null): unknown => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
});

function tools(chunks: readonly unknown[]): unknown {
  const collector = new ChatCollector("length");
  for (const event of chunks) collector.take(event);
  return collector.reply().tools.map(({ name, raw }) => `${name}(${raw})`);
}

describe("tool calls of a chat stream", () => {
  test("parallel calls whose pieces interleave stay apart", () => {
    const pieces = [
      chunk({ tool_calls: [{ index: 0, id: "a", function: { name: "weather", arguments: "" } }] }),
      chunk({ tool_calls: [{ index: 1, id: "b", function: { name: "time", arguments: "" } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
      chunk({ tool_calls: [{ index: 1, function: { arguments: '{"tz":' } }] }),
      chunk({
        tool_calls: [
          { index: 0, function: { arguments: '"Oslo"}' } },
          { index: 1, function: { arguments: '"CET"}' } },
        ],
      }),
    ];
    expect(tools(pieces)).toEqual(['weather({"city":"Oslo"})', 'time({"tz":"CET"})']);
  });

  test("servers that leave out the index are told apart by id", () => {
    const pieces = [
      chunk({ tool_calls: [{ id: "a", function: { name: "weather", arguments: "{" } }] }),
      chunk({ tool_calls: [{ function: { arguments: "}" } }] }),
      chunk({ tool_calls: [{ id: "b", function: { name: "time", arguments: "{}" } }] }),
    ];
    expect(tools(pieces)).toEqual(["weather({})", "time({})"]);
  });

  test("servers that give every call the index 0 are told apart by id too", () => {
    const pieces = [
      chunk({ tool_calls: [{ index: 0, id: "a", function: { name: "weather", arguments: "{}" } }] }),
      chunk({ tool_calls: [{ index: 0, id: "b", function: { name: "time", arguments: "{}" } }] }),
    ];
    expect(tools(pieces)).toEqual(["weather({})", "time({})"]);
  });

  test("an id and a name repeated with every piece are one call", () => {
    const piece = (args: string): unknown =>
      chunk({ tool_calls: [{ index: 0, id: "a", function: { name: "weather", arguments: args } }] });
    expect(tools([piece("{"), piece("}")])).toEqual(["weather({})"]);
  });

  test("the old function_call is one call", () => {
    const pieces = [
      chunk({ function_call: { name: "old", arguments: "{" } }),
      chunk({ function_call: { arguments: "}" } }),
    ];
    expect(tools(pieces)).toEqual(["old({})"]);
  });

  test("odd chunks say nothing and do no harm", () => {
    expect(tools([null, 7, {}, { choices: null }, chunk({ tool_calls: null, content: null })])).toEqual([]);
  });
});

describe("usage of a message stream", () => {
  test("the last event's counts lie over the first event's; null never overwrites; the breakdown stays", () => {
    const collector = new MessagesCollector("length");
    const first = {
      input_tokens: 10,
      output_tokens: 1,
      cache_creation_input_tokens: 300,
      cache_read_input_tokens: 200,
      cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
      service_tier: "standard",
    };
    collector.take({ type: "message_start", message: { id: "msg_1", model: "m", usage: first } });
    collector.take({
      type: "message_delta",
      delta: { stop_reason: "end_turn" },
      usage: {
        input_tokens: null,
        output_tokens: 42,
        server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 },
      },
    });
    collector.take({ type: "message_stop" });
    const reply = collector.reply();
    expect(reply.usage).toEqual({
      [GEN_AI.inputTokens]: 510,
      [GEN_AI.outputTokens]: 42,
      [GEN_AI.cacheReadTokens]: 200,
      [GEN_AI.cacheWriteTokens]: 300,
      [PROVIDER.anthropicCacheWrite5m]: 100,
      [PROVIDER.anthropicCacheWrite1h]: 200,
    });
    expect([reply.toolUses, reply.serviceTier, reply.complete]).toEqual([{ web_search: 2 }, "standard", true]);
  });
});

describe("streams read as text", () => {
  const BODY = [
    'data: {"a":1,"usage":null}\n\n',
    ": a comment\n\n",
    'event: x\r\ndata: {"b":\r\ndata: "two lines"}\r\n\r\n',
    'data: {"choices":[],"usage":{"prompt_tokens":1}}\n\n',
    "data: [DONE]\n\n",
  ].join("");
  const cuts = fc.array(fc.integer({ min: 0, max: BODY.length }), { maxLength: 12 });
  const split = (at: readonly number[]): string[] => {
    const sorted = [0, ...at.toSorted((a, b) => a - b), BODY.length];
    return sorted.slice(1).map((end, index) => BODY.slice(sorted[index], end));
  };

  test("any split of a body gives the same events", () => {
    fc.assert(
      fc.property(cuts, (at) => {
        const events: unknown[] = [];
        const reader = new EventReader((event) => events.push(event));
        for (const piece of split(at)) reader.push(piece);
        reader.finish();
        expect(events).toEqual([
          { a: 1, usage: null },
          { b: "two lines" },
          { choices: [], usage: { prompt_tokens: 1 } },
        ]);
      }),
    );
  });

  test("any split of a body hands on the same text, without the usage that only we asked for", () => {
    const left = BODY.replace(',"usage":null', "").replace(/data: \{"choices".*\n\n/, "");
    fc.assert(
      fc.property(cuts, (at) => {
        const hider = new UsageHider();
        expect(
          split(at)
            .map((piece) => hider.push(piece))
            .join("") + hider.finish(),
        ).toBe(left);
      }),
    );
  });
});
