import { isDeepStrictEqual } from "node:util";

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { GEN_AI, OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import {
  callSpan,
  findRecordings,
  integerAttribute,
  readErrorRecordings,
  readVerdicts,
  replayRecordings,
  stringAttribute,
} from "#tests/support/recordings.ts";
import type { ListedVerdict, Replayed } from "#tests/support/recordings.ts";

import { describeRecordedCosts } from "./recorded-cost.ts";

const folder = findRecordings();
const replayed: Replayed[] = [];

/** Spans of all exchanges; an exchange without exactly one is reported by the first test. */
function spanOf(exchange: Replayed): OtlpSpan {
  return (
    callSpan(exchange) ?? {
      traceId: "",
      spanId: "",
      name: "",
      kind: 3,
      startTimeUnixNano: "0",
      endTimeUnixNano: "0",
      attributes: [],
    }
  );
}

/** Usage in the words of the expectation: Anthropic's input is counted apart from the cache. */
function recordedUsage({ recording, expected }: Replayed, span: OtlpSpan): Record<string, number | null> {
  const of = (key: string): number => integerAttribute(span, key) ?? 0;
  const exclusive = recording.provider === "anthropic";
  const cached = of(GEN_AI.cacheReadTokens) + of(GEN_AI.cacheWriteTokens);
  const input = integerAttribute(span, GEN_AI.inputTokens);
  const known: Record<string, number | null> = {
    input: input === null ? null : input - (exclusive ? cached : 0),
    output: integerAttribute(span, GEN_AI.outputTokens),
    cache_read: of(GEN_AI.cacheReadTokens),
    cache_write: of(GEN_AI.cacheWriteTokens),
    cache_write_1h: of(PROVIDER.anthropicCacheWrite1h),
    reasoning: of(GEN_AI.reasoningTokens),
    audio_in: of(GEN_AI.audioInputTokens),
    audio_out: of(GEN_AI.audioOutputTokens),
  };
  return Object.fromEntries(Object.keys(expected?.usage ?? {}).map((key) => [key, known[key] ?? null]));
}

interface WrittenVerdict {
  readonly name: string;
  readonly verdict: string;
  readonly why?: string;
}

/** Verdicts on the application's own tools; the provider's (searches, computers, shells) are not part of the expectation. */
function toolVerdicts(span: OtlpSpan): WrittenVerdict[] {
  const written = JSON.parse(stringAttribute(span, OUTTURN.toolVerdicts) ?? "[]") as WrittenVerdict[];
  return written.filter(({ name, why }) => why !== "server_tool" && !(why === "no_schema" && name.endsWith("_call")));
}

const CLASS_OF_STATUS: Readonly<Record<number, string>> = {
  400: "invalid_request",
  401: "auth",
  403: "auth",
  404: "invalid_request",
  429: "rate_limited",
  500: "server_error",
  503: "server_error",
  529: "overloaded",
};

const TRANSLATED: Readonly<Record<string, string>> = {
  unknown_tool: "not_validated",
  custom_text: "not_validated",
  no_schema: "not_validated",
  schema_violation: "invalid_arguments",
};

describe.skipIf(folder === null)("recorded exchanges, skipped where ../shared/data is not there", () => {
  let listed = new Map<string, ListedVerdict[]>();

  beforeAll(async () => {
    if (folder === null) return;
    // The Anthropic SDK warns of every deprecated model, and recordings hold little else.
    vi.spyOn(console, "warn").mockReturnValue();
    for await (const exchange of replayRecordings(folder)) replayed.push(exchange);
    listed = Map.groupBy<string, ListedVerdict>(readVerdicts(folder), ({ id }) => id);
  }, 90_000);

  afterAll(() => {
    vi.restoreAllMocks();
    replayed.splice(0);
  });

  test("every exchange leaves exactly one call span", () => {
    expect(replayed.length).toBeGreaterThan(2000);
    const wrong = replayed.filter(
      ({ spans }) => spans.resourceSpans[0]?.scopeSpans[0]?.spans.filter((span) => span.events).length !== 1,
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  test("the SDK returns the same with and without the wrapper, every chunk of every stream included", () => {
    const different = replayed.filter(({ bare, wrapped }) => !isDeepStrictEqual(bare, wrapped));
    expect(different.map(({ id, bare, wrapped }) => ({ id, bare, wrapped })).slice(0, 3)).toEqual([]);
    expect(different.map(({ id }) => id)).toEqual([]);
  });

  test("the recorded usage is the provider's in every exchange that carries usage", () => {
    // A router may put the usage on the very chunk that reports a failure; the SDK throws it away with the chunk.
    const carrying = replayed.filter(
      ({ expected, wrapped }) => Object.keys(expected?.usage ?? {}).length > 0 && wrapped.error === undefined,
    );
    const wrong = carrying.flatMap((exchange) => {
      const usage = recordedUsage(exchange, spanOf(exchange));
      return isDeepStrictEqual(usage, exchange.expected?.usage)
        ? []
        : [{ id: exchange.id, usage, expected: exchange.expected?.usage }];
    });
    expect(carrying.length).toBeGreaterThan(2000);
    expect(wrong).toEqual([]);
  });

  test("one stream fails on the chunk that carries its usage: the SDK drops it, and the record is marked estimated", () => {
    const failed = replayed.filter(
      ({ expected, wrapped }) => Object.keys(expected?.usage ?? {}).length > 0 && wrapped.error !== undefined,
    );
    const marks = failed.map((exchange) =>
      spanOf(exchange).attributes.some(({ key }) => key === OUTTURN.usageEstimated),
    );
    expect(marks).toEqual([true]);
  });

  test("no usage is made up where the provider sent none", () => {
    const silent = replayed.filter(
      ({ expected }) => expected?.usage === null || Object.keys(expected?.usage ?? {}).length === 0,
    );
    const wrong = silent.filter((exchange) => {
      const span = spanOf(exchange);
      const estimated = span.attributes.some(({ key }) => key === OUTTURN.usageEstimated);
      return integerAttribute(span, GEN_AI.inputTokens) !== null && !estimated;
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  test("tool calls have the verdicts of the list, and are valid where it does not name them", () => {
    const wrong = replayed.flatMap((exchange) => {
      const named = (listed.get(exchange.id) ?? []).filter(({ kind }) => kind === "tool_call");
      return toolVerdicts(spanOf(exchange)).flatMap((tool, index) => {
        const entry = named.find((candidate) => candidate.index === index);
        const wanted = entry === undefined ? "valid" : TRANSLATED[entry.verdict];
        return tool.verdict === wanted ? [] : [{ id: exchange.id, index, tool, wanted }];
      });
    });
    expect(wrong).toEqual([]);
  });

  test("every tool call that the list names is there to be judged", () => {
    const missing = replayed.flatMap((exchange) => {
      const tools = toolVerdicts(spanOf(exchange));
      const named = (listed.get(exchange.id) ?? []).filter(({ kind }) => kind === "tool_call");
      return named.filter(({ index }) => tools[index] === undefined).map(({ id, index }) => ({ id, index }));
    });
    expect(missing).toEqual([]);
  });

  test("real error answers reach the caller as they are, and have the class of their status", async () => {
    const wrong: unknown[] = [];
    let seen = 0;
    for await (const exchange of replayRecordings(folder ?? "", readErrorRecordings(folder ?? ""))) {
      seen += 1;
      const span = spanOf(exchange);
      const failure = stringAttribute(span, OUTTURN.failure);
      const quota = span.attributes.some(({ key }) => key === OUTTURN.quota);
      const wanted = quota ? "rate_limited" : CLASS_OF_STATUS[exchange.recording.response.status];
      const same = isDeepStrictEqual(exchange.bare, exchange.wrapped);
      if (!same || failure !== wanted) wrong.push({ id: exchange.id, same, failure, wanted });
    }
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(100);
  });

  test("structured outputs are ok, but for refusals, which are the call's class", () => {
    const wrong = replayed.flatMap((exchange) => {
      const span = spanOf(exchange);
      const refused = (listed.get(exchange.id) ?? []).some(({ verdict }) => verdict === "refusal");
      const [json, failure] = [stringAttribute(span, OUTTURN.json), stringAttribute(span, OUTTURN.failure)];
      const right = refused ? failure === "refusal" : json === null || json === "ok" || failure === "truncated";
      return right ? [] : [{ id: exchange.id, json, failure, refused }];
    });
    expect(wrong).toEqual([]);
  });

  describeRecordedCosts(replayed);
});
