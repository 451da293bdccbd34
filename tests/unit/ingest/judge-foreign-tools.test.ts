import { describe, expect, test } from "vitest";

import { callOf, chatSpan } from "./support/spans.ts";
import type { AttributeMap } from "./support/spans.ts";

const PARAMETERS = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer" } },
  required: ["city"],
  additionalProperties: false,
};
const WEATHER = { type: "function", name: "get_weather", parameters: PARAMETERS };

/** Each call's name, verdict, and what is wrong or why it was not judged. */
async function judged(attributes: AttributeMap): Promise<unknown[]> {
  const { toolCalls } = await callOf(chatSpan({ "gen_ai.response.finish_reasons": ["tool_calls"], ...attributes }));
  return toolCalls.map(({ name, verdict, why, violations }) => [
    name,
    verdict,
    why ?? violations.map(({ kind, path }) => `${kind} ${path}`).join(", "),
  ]);
}

function called(...calls: readonly { readonly name: string; readonly arguments?: unknown }[]): AttributeMap {
  const parts = calls.map((call) => ({ type: "tool_call", id: "1", ...call }));
  return { "gen_ai.output.messages": JSON.stringify([{ role: "assistant", parts, finish_reason: "tool_call" }]) };
}

describe("tool calls of other instrumentations", () => {
  test("are judged by the definitions sent beside them", async () => {
    const definitions = { "gen_ai.tool.definitions": JSON.stringify([WEATHER]) };
    const calls = called(
      { name: "get_weather", arguments: { city: "Oslo" } },
      { name: "get_weather", arguments: '{"city":"Oslo","days":"two"}' },
      { name: "get_weather", arguments: '{"city":' },
      { name: "get_wether", arguments: {} },
      { name: "get_weather" },
    );
    expect(await judged({ ...definitions, ...calls })).toEqual([
      ["get_weather", "valid", ""],
      ["get_weather", "invalid_arguments", "wrong_type /days"],
      ["get_weather", "malformed_arguments", ""],
      ["get_wether", "unknown_tool", ""],
      ["get_weather", "not_validated", "no_schema"],
    ]);
  });

  test("make the class of a call that ended otherwise well", async () => {
    const span = chatSpan({
      "gen_ai.tool.definitions": JSON.stringify([WEATHER]),
      ...called({ name: "get_weather", arguments: {} }),
    });
    expect(await callOf(span)).toMatchObject({ failure: "invalid_arguments", toolsOffered: 1 });
  });

  test("are not judged where no definition came, or where the provider may bring more", async () => {
    expect(await judged(called({ name: "find" }))).toEqual([["find", "not_validated", "tool_set_unknown"]]);
    const hosted = { "gen_ai.tool.definitions": JSON.stringify([WEATHER, { type: "mcp", name: "shop" }]) };
    expect(await judged({ ...hosted, ...called({ name: "find", arguments: {} }) })).toEqual([
      ["find", "not_validated", "tool_set_unknown"],
    ]);
  });

  test("that were cut off, by the model's limit or by a client's, are no slip of the model's", async () => {
    const definitions = { "gen_ai.tool.definitions": JSON.stringify([WEATHER]) };
    const cut = called({ name: "get_weather", arguments: '{"city":"Os' });
    expect(await judged({ ...definitions, ...cut, "gen_ai.response.finish_reasons": ["length"] })).toEqual([
      ["get_weather", "not_validated", "truncated"],
    ]);
    const long = called({ name: "get_weather", arguments: `{"city":"${"x".repeat(128 - 9)}` });
    expect(await judged({ ...definitions, ...long })).toEqual([["get_weather", "not_validated", "truncated"]]);
  });

  test.each<[string, AttributeMap]>([
    [
      "OpenLLMetry's",
      {
        "llm.request.functions.0.name": "get_weather",
        "llm.request.functions.0.parameters": JSON.stringify(PARAMETERS),
        "gen_ai.completion.0.tool_calls.0.name": "get_weather",
        "gen_ai.completion.0.tool_calls.0.arguments": '{"town":"Oslo"}',
      },
    ],
    [
      "OpenInference's",
      {
        "openinference.span.kind": "LLM",
        "llm.tools.0.tool.json_schema": JSON.stringify({ type: "function", function: WEATHER }),
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "get_weather",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"town":"Oslo"}',
      },
    ],
    [
      "Vercel's",
      {
        "ai.operationId": "ai.generateText.doGenerate",
        "ai.prompt.tools": [JSON.stringify({ type: "function", name: "get_weather", inputSchema: PARAMETERS })],
        "ai.response.toolCalls": JSON.stringify([
          { toolCallId: "1", toolName: "get_weather", input: '{"town":"Oslo"}' },
        ]),
      },
    ],
    [
      "Langfuse's",
      {
        "langfuse.observation.type": "generation",
        "langfuse.observation.input": JSON.stringify({
          messages: [],
          tools: [{ name: "get_weather", input_schema: PARAMETERS }],
        }),
        "langfuse.observation.output": JSON.stringify({
          role: "assistant",
          tool_calls: [{ id: "1", type: "function", function: { name: "get_weather", arguments: '{"town":"Oslo"}' } }],
        }),
      },
    ],
  ])("are found in %s form", async (_, attributes) => {
    expect(await judged(attributes)).toEqual([
      ["get_weather", "invalid_arguments", "missing_required /city, unexpected_property /town"],
    ]);
  });

  test("whose names a stream's instrumentation ran together are left unjudged", async () => {
    const definitions = { "gen_ai.tool.definitions": JSON.stringify([WEATHER, { ...WEATHER, name: "get_time" }]) };
    expect(await judged({ ...definitions, ...called({ name: "get_timeget_weather", arguments: "{}{}" }) })).toEqual([
      ["get_timeget_weather", "not_validated", "tool_set_unknown"],
    ]);
  });

  test("by more schemas than a request may bring are left unjudged, and the request is read in time", async () => {
    const tools = Array.from({ length: 100 }, (_, i) => ({
      ...WEATHER,
      name: `tool_${i}`,
      parameters: { ...PARAMETERS, description: `number ${i}` },
    }));
    const calls = called(...tools.slice(0, 64).map(({ name }) => ({ name, arguments: { city: "Oslo" } })));
    const verdicts = await judged({ "gen_ai.tool.definitions": JSON.stringify(tools), ...calls });
    expect(verdicts).toHaveLength(64);
    expect(new Set(verdicts.map((verdict) => JSON.stringify(verdict).split(",")[1]))).toEqual(new Set(['"valid"']));
  });
});
