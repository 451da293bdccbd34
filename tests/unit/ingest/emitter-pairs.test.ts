import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Call } from "#lib/domain/call.ts";
import type { OtlpSpan, OtlpTraces } from "#lib/domain/otlp.ts";
import { readTask } from "#lib/fold/read-task.ts";
import { readReplayed, REPLAYED } from "./support/replayed.ts";
import type { ReplayedCase } from "./support/replayed.ts";
import { chatSpan, send, START_NS, wrap } from "./support/spans.ts";

const TRACE = "0123456789abcdef0123456789abcdef";
const IDS = /^(?:gen_ai\.response\.id|ai\.response\.id|.*request[-_.]id)$/;

/** Two emitters apart in time by this much, at both ends: one wraps the other. */
const WITHIN_NS = 200_000n;

interface Placing {
  /** How far inside the outer one its spans begin and end. */
  readonly insetNs: bigint;
  readonly withIds: boolean;
}

/** The payload's spans in one trace with all others, over the same second, told apart by their span ids alone. */
function placed({ payload, emitter }: ReplayedCase, { insetNs, withIds }: Placing): OtlpTraces["resourceSpans"] {
  if (payload === null) throw new Error("only payloads that are there are paired");
  // Written by real exporters: their JSON is OTLP's.
  const traces = JSON.parse(payload.json.toString()) as OtlpTraces;
  const spans = traces.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scoped) => scoped.spans));
  const first = spans.map((span) => BigInt(span.startTimeUnixNano)).reduce((a, b) => (a < b ? a : b));
  const last = spans.map((span) => BigInt(span.endTimeUnixNano)).reduce((a, b) => (a > b ? a : b));
  const length = 1_000_000_000n - 2n * insetNs;
  const scaled = (time: string): string =>
    String(START_NS + insetNs + ((BigInt(time) - first) * length) / (last === first ? 1n : last - first));
  const moved = (span: OtlpSpan, index: number): OtlpSpan => ({
    ...span,
    traceId: TRACE,
    spanId: hash("sha256", `${emitter} ${index}`, "hex").slice(0, 16),
    startTimeUnixNano: scaled(span.startTimeUnixNano),
    endTimeUnixNano: scaled(span.endTimeUnixNano),
    attributes: span.attributes.filter(({ key }) => withIds || (!IDS.test(key) && key !== "output.value")),
  });
  return traces.resourceSpans.map((resource) => ({
    ...resource,
    scopeSpans: resource.scopeSpans.map((scoped) => ({ ...scoped, spans: scoped.spans.map(moved) })),
  }));
}

/** The calls that a task of these spans has. */
async function callsOf(resourceSpans: OtlpTraces["resourceSpans"]): Promise<readonly Call[]> {
  const { calls, events } = await send({ resourceSpans });
  return readTask({ taskId: TRACE, calls, events })?.calls.map(({ call }) => call) ?? [];
}

/** A retried exchange is two calls to an emitter that sees the application's own retries, and one to others. */
const cases = readReplayed().filter(({ payload, scenario }) => payload !== null && !scenario.endsWith("then-200"));
/** Vercel's overload was recorded with another model than the others': two requests, and so two calls. */
const isAnother = ({ emitter, scenario }: ReplayedCase): boolean =>
  emitter === "vercel-ai" && scenario === "anthropic-529";
const pairs = cases.flatMap((outer) =>
  cases
    .filter((inner) => inner.scenario === outer.scenario && inner.emitter !== outer.emitter)
    .filter((inner) => !isAnother(inner) && !isAnother(outer))
    .map((inner) => [`${inner.emitter} within ${outer.emitter}: ${outer.scenario}`, outer, inner] as const),
);

/** The one payload that says less than what happened: its SDK could not parse the answer, so it has no usage or model's answer. */
const BROKEN = (name: string): boolean => name.includes("vercel-ai") && name.includes("responses-tools-reasoning");

describe.skipIf(REPLAYED === null)("two emitters of one exchange (skipped where the shared data is not there)", () => {
  test("there are pairs enough to go by", () => {
    expect(pairs.length).toBeGreaterThan(150);
  });

  test.each([
    ["with response ids", true],
    ["without response ids", false],
  ])("make one call, %s, and its tokens count once", async (_how, withIds) => {
    const wrong: string[] = [];
    for (const [name, outer, inner] of pairs) {
      const calls = await callsOf([
        ...placed(outer, { insetNs: 0n, withIds }),
        ...placed(inner, { insetNs: WITHIN_NS, withIds }),
      ]);
      const outputs = [...new Set(calls.map(({ usage }) => usage?.output ?? null))];
      if (calls.length !== 1 || outputs.length !== 1) wrong.push(`${name}: ${calls.length} calls`);
    }
    expect(wrong.filter((name) => !BROKEN(name))).toEqual([]);
  });

  test("make one call with usage if either of them sent it", async () => {
    for (const [name, outer, inner] of pairs.filter(([, one]) => one.scenario.includes("stream"))) {
      const alone = [await callsOf(placed(outer, NESTED)), await callsOf(placed(inner, NESTED))].flat();
      const together = await callsOf([...placed(outer, { ...NESTED, insetNs: 0n }), ...placed(inner, NESTED)]);
      const known = alone.some(({ usage }) => usage !== null);
      expect([name, together.some(({ usage }) => usage !== null)]).toEqual([name, known]);
    }
  });

  test("one after the other are two calls, though they share the response id", async () => {
    for (const [name, outer, inner] of pairs) {
      const later = placed(inner, NESTED).map((resource) => ({
        ...resource,
        scopeSpans: resource.scopeSpans.map((scoped) => ({ ...scoped, spans: scoped.spans.map(afterwards) })),
      }));
      const calls = await callsOf([...placed(outer, NESTED), ...later]);
      expect([name, calls.length]).toEqual([name, 2]);
    }
  });
});

const NESTED: Placing = { insetNs: WITHIN_NS, withIds: true };

function afterwards(span: OtlpSpan): OtlpSpan {
  const later = (time: string): string => String(BigInt(time) + 2_000_000_000n);
  return {
    ...span,
    startTimeUnixNano: later(span.startTimeUnixNano),
    endTimeUnixNano: later(span.endTimeUnixNano),
  };
}

test("two calls of one emitter that overlap and share a response id, as a replaying cache makes them, stay two", async () => {
  const spans = ["a", "b"].map((digit) =>
    chatSpan({ "gen_ai.response.id": "chatcmpl-999" }, { spanId: digit.repeat(16) }),
  );
  expect(await callsOf(wrap(spans).resourceSpans)).toHaveLength(2);
});

test("two calls of two emitters in two tasks that share a response id stay two", async () => {
  const of = (task: string, scope: string) =>
    wrap([chatSpan({ "gen_ai.response.id": "chatcmpl-999", "outturn.task.id": task }, { traceId: task.repeat(32) })], {
      scope,
    });
  const { calls } = await send({ resourceSpans: [...of("a", "one").resourceSpans, ...of("b", "two").resourceSpans] });
  expect(calls.map((call) => call.ownTaskId)).toEqual(["a", "b"]);
});
