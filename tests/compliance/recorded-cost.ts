import { beforeAll, describe, expect, test } from "vitest";

import type { Call } from "#lib/domain/call.ts";
import { formatUsd } from "#lib/domain/money.ts";
import type { OtlpSpan, OtlpTraces } from "#lib/domain/otlp.ts";
import { acceptOtlpJson } from "#lib/ingest/accept-traces.ts";
import { MemoryStore } from "#lib/ingest/memory-store.ts";
import { LIST_PRICE_TIERS } from "#lib/pricing/overlay.ts";
import { priceCall } from "#lib/pricing/price-call.ts";
import { callSpan } from "#tests/support/recordings.ts";
import type { Replayed } from "#tests/support/recordings.ts";

/** What ingest made of a recorded exchange, and the token cost its collectors worked out at the standard tier. */
interface Priced {
  readonly id: string;
  readonly calls: readonly Call[];
  /** The call's own record, without the parts billed apart. */
  readonly own: Call;
  readonly expectedUsd: number;
}

/** A span moved to another start, its length kept: the recordings are priced at the time they were made. */
function startingAt(traces: OtlpTraces, startMs: number): OtlpTraces {
  const move = (span: OtlpSpan): OtlpSpan => {
    const start = BigInt(Math.round(startMs * 1000)) * 1000n;
    const length = BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano);
    return { ...span, startTimeUnixNano: String(start), endTimeUnixNano: String(start + length) };
  };
  return {
    resourceSpans: traces.resourceSpans.map((part) => ({
      ...part,
      scopeSpans: part.scopeSpans.map((scope) => ({ ...scope, spans: scope.spans.map(move) })),
    })),
  };
}

async function ingest(traces: OtlpTraces): Promise<Call[]> {
  const store = new MemoryStore();
  const context = { projectId: "recorded", key: "test", nowMs: Date.now(), store };
  const { rejected, message } = await acceptOtlpJson(traces, context);
  if (rejected > 0) throw new Error(message);
  return store.calls;
}

const dollars = (nano: bigint): number => Number(formatUsd(nano));
const agrees = (nano: bigint | null, usd: number): boolean => nano !== null && Math.abs(dollars(nano) - usd) <= 1e-9;
const total = (calls: readonly Call[]): bigint | null =>
  calls.reduce<bigint | null>((sum, { cost }) => (sum === null || cost.total === null ? null : sum + cost.total), 0n);

/** What the expectation leaves out, each with how many exchanges have it. All of it is money that providers charge. */
const LEFT_OUT: Readonly<Record<string, { exchanges: number; has: (priced: Priced) => boolean }>> = {
  "service tiers": {
    exchanges: 6,
    has: ({ own }) => own.serviceTier !== null && !LIST_PRICE_TIERS.has(own.serviceTier),
  },
  "web searches": { exchanges: 32, has: ({ own }) => (own.usage?.toolUses["web_search"] ?? 0) > 0 },
  "file searches": { exchanges: 4, has: ({ own }) => (own.usage?.toolUses["file_search"] ?? 0) > 0 },
  "cache writes that OpenAI and OpenRouter report": {
    exchanges: 8,
    has: ({ own }) => own.provider !== "anthropic" && (own.usage?.cacheWrite5m ?? 0) > 0,
  },
  audio: { exchanges: 3, has: ({ own }) => (own.usage?.audioInput ?? 0) + (own.usage?.audioOutput ?? 0) > 0 },
  "parts billed apart (advisor, compaction)": { exchanges: 7, has: ({ calls }) => calls.length > 1 },
};

/** The call as the expectation counts it: standard tier, tokens only, all of them text, cache writes of OpenAI plain input. */
function asExpected({ own }: Priced): bigint | null {
  const inclusive = own.provider !== "anthropic";
  const usage = own.usage && {
    ...own.usage,
    inputUncached: (own.usage.inputUncached ?? 0) + (inclusive ? (own.usage.cacheWrite5m ?? 0) : 0),
    cacheWrite5m: inclusive ? null : own.usage.cacheWrite5m,
    audioInput: null,
    audioCacheRead: null,
    audioOutput: null,
    toolUses: {},
  };
  const models = [own.responseModel, own.requestModel].filter((name) => name !== null);
  const terms = { serviceTier: null, inferenceGeo: null, fromCache: false, inputChars: null, uncertainAttempts: 0 };
  const { provider, startUs, failure } = own;
  return priceCall({ provider, models, startUs, usage, failure, estimated: false, ...terms }).total;
}

/** @param replayed what the suite around this one has replayed by the time its tests run. */
export function describeRecordedCosts(replayed: readonly Replayed[]): void {
  describe("costs of recorded exchanges", () => {
    const priced: Priced[] = [];

    beforeAll(async () => {
      for (const exchange of replayed) {
        const { id, expected, recording, wrapped } = exchange;
        if (expected?.cost_usd == null || wrapped.error !== undefined) continue;
        const at = expected.priced_at ?? recording.started;
        const calls = await ingest(startingAt(exchange.spans, at ? Date.parse(at) : Date.now()));
        const own = calls.find(({ spanId }) => spanId === callSpan(exchange)?.spanId);
        if (own) priced.push({ id, calls, own, expectedUsd: expected.cost_usd });
      }
    }, 60_000);

    test("an ordinary call costs its tokens at the prices of the day, to a billionth of a dollar", () => {
      const ordinary = priced.filter((exchange) => !Object.values(LEFT_OUT).some(({ has }) => has(exchange)));
      const wrong = ordinary.filter(({ calls, expectedUsd }) => !agrees(total(calls), expectedUsd));
      expect(ordinary.length).toBeGreaterThan(1900);
      expect(wrong.map(({ id, calls, expectedUsd }) => ({ id, cost: total(calls), expectedUsd }))).toEqual([]);
    });

    test("service tiers, tools, cache writes, audio and parts billed apart are all that other costs differ by", () => {
      const wrong = priced.filter((exchange) => !agrees(asExpected(exchange), exchange.expectedUsd));
      expect(wrong.map((exchange) => ({ id: exchange.id, asExpected: asExpected(exchange) }))).toEqual([]);
    });

    test.for(Object.entries(LEFT_OUT))("%s are as rare as counted", ([, { exchanges, has }]) => {
      expect(priced.filter(has)).toHaveLength(exchanges);
    });
  });
}
