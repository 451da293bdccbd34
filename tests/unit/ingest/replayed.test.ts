import { describe, expect, test } from "vitest";
import type { Call, Usage } from "#lib/domain/call.ts";
import type { FailureClass } from "#lib/domain/failure.ts";
import { readReplayed, REPLAYED } from "./support/replayed.ts";
import type { ReplayedCase } from "./support/replayed.ts";
import { send } from "./support/spans.ts";
import type { Taken } from "./support/spans.ts";

interface Case extends Omit<ReplayedCase, "payload"> {
  readonly json: Buffer;
  readonly protobuf: Buffer;
}

const cases: Case[] = readReplayed().flatMap(({ payload, ...replay }) =>
  payload === null ? [] : [{ ...replay, ...payload }],
);

/** A stream of Vercel's in which the provider's answer could not be parsed by that SDK version, as its own error says. */
const BROKEN = "vercel-ai openai-responses-tools-reasoning";

const FAILURES: readonly (readonly [RegExp, FailureClass])[] = [
  [/then-200$/, "ok"],
  [/-400$/, "invalid_request"],
  [/-401$/, "auth"],
  [/-429$/, "rate_limited"],
  [/-500$/, "server_error"],
  [/-529$/, "overloaded"],
  [/-length$/, "truncated"],
];

const taken = async ({ json }: Case): Promise<Taken> => send(json);
const lastCall = async (replay: Case): Promise<Call> => {
  const { calls } = await taken(replay);
  const call = [...calls].sort((a, b) => a.endUs - b.endUs).at(-1);
  if (call === undefined) throw new Error(`${replay.emitter} ${replay.scenario} gave no call`);
  return call;
};

describe.skipIf(REPLAYED === null)(
  "real instrumentations replayed (skipped where the shared data is not there)",
  () => {
    test("93 payloads of four emitters are taken whole, and say the same in JSON and protobuf", async () => {
      for (const replay of cases) {
        const json = await taken(replay);
        const protobuf = await send(replay.protobuf, { contentType: "application/x-protobuf" });
        const where = `${replay.emitter} ${replay.scenario}`;
        expect([where, json.answer.status, json.answer.body]).toEqual([where, 200, "{}"]);
        expect(protobuf.answer.status).toBe(200);
        expect([where, protobuf.calls, protobuf.events]).toEqual([where, json.calls, json.events]);
      }
      expect(cases.length).toBeGreaterThanOrEqual(90);
    });

    test.each(cases.map((replay) => [`${replay.emitter} ${replay.scenario}`, replay] as const))(
      "%s counts the recorded tokens once, wherever the emitter sent them",
      async (name, replay) => {
        const { usage } = await lastCall(replay);
        const was = replay.exchange?.usage;
        if (usage === null || was === undefined || was === null || name === BROKEN) return;
        const exclusive = replay.exchange?.endpoint.includes("/messages") === true;
        const total = was.input + (exclusive ? was.cache_read + (was.cache_write ?? 0) : 0);
        expect(inputOf(usage)).toBe(total);
        expect(usage.output).toBe(was.output);
        if (usage.cacheRead !== null) expect(usage.cacheRead).toBe(was.cache_read);
        if (usage.reasoning !== null) expect(usage.reasoning).toBe(was.reasoning);
      },
    );

    test("tokens were sent by most of them", async () => {
      const usages = await Promise.all(cases.map(async (replay) => (await lastCall(replay)).usage));
      expect(usages.filter((usage) => usage !== null).length).toBeGreaterThanOrEqual(60);
    });

    test("a call with usage is one call, however many spans its emitter made of it", async () => {
      for (const replay of cases.filter(({ scenario }) => !/then-200/.test(scenario))) {
        const { calls } = await taken(replay);
        expect([replay.emitter, replay.scenario, calls.length]).toEqual([replay.emitter, replay.scenario, 1]);
      }
    });

    test("cached input is seen from those that send it", async () => {
      const seen: Record<string, unknown> = {};
      for (const replay of cases.filter(({ scenario }) => scenario.includes("-cache"))) {
        const { usage, inputRule } = await lastCall(replay);
        seen[`${replay.emitter} ${replay.scenario}`] = [
          inputRule,
          usage?.inputUncached,
          usage?.cacheRead,
          usage?.cacheWrite5m,
        ];
      }
      expect(seen).toEqual({
        "openinference anthropic-cache-read": ["inclusive", 4, 1165, null],
        "openinference anthropic-cache-write": ["inclusive", 4, null, 1165],
        "openinference openai-chat-cached": ["inclusive", 8, 4012, null],
        "otel-contrib openai-chat-cached": ["inclusive", 4020, null, null],
        "traceloop anthropic-cache-read": ["exclusive", 4, 1165, 0],
        "traceloop anthropic-cache-write": ["exclusive", 4, 0, 1165],
        "traceloop openai-chat-cached": ["inclusive", 4020, null, null],
        "vercel-ai anthropic-cache-read": ["exclusive", 4, 1165, 0],
        "vercel-ai anthropic-cache-write": ["exclusive", 4, 0, 1165],
        "vercel-ai openai-chat-cached": ["inclusive", 4020, null, null],
      });
    });

    test("errors are of their class", async () => {
      for (const replay of cases) {
        const expected = FAILURES.find(([pattern]) => pattern.test(replay.scenario))?.[1];
        const name = `${replay.emitter} ${replay.scenario}`;
        if (expected !== undefined) expect([name, (await lastCall(replay)).failure]).toEqual([name, expected]);
      }
    });

    test("tool calls are named where the content is there", async () => {
      const seen: Record<string, string> = {};
      for (const replay of cases.filter(({ scenario }) => scenario.includes("tools"))) {
        const { toolCalls } = await lastCall(replay);
        if (toolCalls.length > 0)
          seen[`${replay.emitter} ${replay.scenario}`] = toolCalls.map(({ name }) => name).join(" ");
      }
      // OpenInference runs the names of parallel streamed calls together before anybody can see them.
      expect(seen).toEqual({
        "openinference anthropic-stream-tools": "get_weather get_time",
        "openinference anthropic-tools": "get_time",
        "openinference openai-chat-parallel-tools": "delete_file create_file",
        "openinference openai-chat-stream-tools": "get_countryget_product_name",
        "openinference openai-responses-tools-reasoning": "get_exchange_rate",
        "traceloop anthropic-stream-tools": "get_weather get_time",
        "traceloop anthropic-tools": "get_time",
        "traceloop openai-chat-parallel-tools": "delete_file create_file",
        "traceloop openai-chat-stream-tools": "get_country get_product_name",
        "vercel-ai anthropic-stream-tools": "get_weather get_time",
        "vercel-ai anthropic-tools": "get_time",
        "vercel-ai openai-chat-parallel-tools": "delete_file create_file",
        "vercel-ai openai-chat-stream-tools": "get_country get_product_name",
      });
    });
  },
);

function inputOf(usage: Usage): number {
  return (usage.inputUncached ?? 0) + (usage.cacheRead ?? 0) + (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0);
}
