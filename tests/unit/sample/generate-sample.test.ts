import { describe, expect, test } from "vitest";
import { DAY_MS } from "#lib/domain/time.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { CONVERSATIONS, RECORDED, steadySuccess, TURNS } from "#lib/sample/fitted.ts";
import { generateSample, sampleMark, sampleReviews, simulateTasks } from "#lib/sample/generate-sample.ts";
import type { SimulatedCall, SimulatedTask } from "#lib/sample/simulated-task.ts";
import { spikeWindow } from "#lib/sample/when-tasks-start.ts";

const now = new Date("2026-11-22T18:00:00Z");
const options = { now, seed: 20261122 };
const tasks = [...simulateTasks(options)];
const batches = [...generateSample(options)];
const spans = batches.flatMap((batch) => batch.resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans)));

const generations = (task: SimulatedTask): SimulatedCall[] => task.calls.filter((call) => call.operation === "chat");
const entryModel = (task: SimulatedTask): string => generations(task)[0]?.model ?? "";
const outcomeOf = (task: SimulatedTask): string | null => task.review?.outcome ?? task.outcome;

function successRate(of: readonly SimulatedTask[]): number {
  const decided = of.filter((task) => outcomeOf(task) === "succeeded" || outcomeOf(task) === "failed");
  return decided.filter((task) => outcomeOf(task) === "succeeded").length / decided.length;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function attribute(span: OtlpSpan, key: string): unknown {
  const found = span.attributes.find((candidate) => candidate.key === key);
  return found === undefined ? undefined : Object.values(found.value)[0];
}

describe("the figures of the sample lie near the recorded ones", () => {
  // Both halves of the benchmark weigh the same there; four standard errors of a few hundred tasks are about 0.06.
  const half = (model: string, type: string): SimulatedTask[] =>
    tasks.filter((task) => task.type === type && entryModel(task) === model);

  test.each(Object.entries(RECORDED))("%s succeeds as often and asks as often as recorded", (model, recorded) => {
    const halves = [half(model, "order_registration"), half(model, "invoice_extraction")];
    expect(Math.abs(average(halves.map(successRate)) - recorded.successRate)).toBeLessThan(0.07);
    const calls = halves.map((members) => average(members.map((task) => generations(task).length)));
    expect(average(calls) / recorded.callsPerTask).toBeGreaterThan(0.8);
    expect(average(calls) / recorded.callsPerTask).toBeLessThan(1.25);
  });

  test.each(CONVERSATIONS)("conversations of $model end, last and cost tokens as recorded", (fit) => {
    const members = half(fit.model, "support_triage");
    const margin = 4 * Math.sqrt(0.25 / members.length);
    expect(Math.abs(successRate(members) - fit.succeeded / fit.tasks)).toBeLessThan(margin);
    const calls = members.flatMap(generations);
    const steps = median(members.map((task) => generations(task).length));
    expect(Math.abs(steps / fit.steps - 1)).toBeLessThan(0.2);
    const input = average(calls.flatMap((call) => (call.usage ? [call.usage.input] : [])));
    expect(Math.abs(input / fit.profile.input - 1)).toBeLessThan(0.15);
    const seconds = median(calls.map((call) => (call.endUs - call.startUs) / 1e6));
    expect(Math.abs(seconds / fit.profile.latency - 1)).toBeLessThan(0.15);
  });

  test.each(TURNS)("streamed turns of $model start and end as fast as recorded", (fit) => {
    const members = half(fit.model, "lead_qualification");
    const calls = members.flatMap(generations).filter((call) => call.model === fit.model);
    const ttft = median(calls.flatMap((call) => (call.ttftMs === null ? [] : [call.ttftMs / 1000])));
    expect(Math.abs(ttft / (fit.profile.ttft ?? 0) - 1)).toBeLessThan(0.15);
    const output = median(calls.flatMap((call) => (call.usage ? [call.usage.output] : [])));
    expect(Math.abs(output / fit.profile.output - 1)).toBeLessThan(0.2);
    expect(Math.abs(successRate(members) - steadySuccess(fit))).toBeLessThan(0.06);
  });

  test("invalid tool calls of the larger schemas are common for small models and rare for the best", () => {
    const share = (model: string): number => {
      const tools = half(model, "order_registration").flatMap((task) => task.calls.flatMap((call) => call.tools));
      return tools.filter((tool) => tool.verdict !== "valid").length / tools.length;
    };
    expect(share("gpt-4.1-nano")).toBeGreaterThan(0.8);
    expect(share("gpt-4o-mini")).toBeGreaterThan(0.4);
    expect(share("claude-sonnet-4")).toBeLessThan(0.03);
  });
});

describe("the sample as a whole", () => {
  test("the same seed and end give the same bytes, and another seed does not", () => {
    const again = JSON.stringify([...generateSample({ now, seed: options.seed, days: 2 })]);
    expect(JSON.stringify([...generateSample({ now, seed: options.seed, days: 2 })])).toBe(again);
    expect(JSON.stringify([...generateSample({ now, seed: 1, days: 2 })])).not.toBe(again);
  });

  test("it holds about 6,000 tasks and 16,000 calls of at least eight models in four task types", () => {
    expect(tasks.length).toBeGreaterThan(5_900);
    expect(tasks.length).toBeLessThanOrEqual(6_000);
    const calls = tasks.flatMap((task) => task.calls);
    expect(calls.length).toBeGreaterThan(14_000);
    expect(calls.length).toBeLessThan(18_000);
    expect(spans.length).toBe(tasks.length + calls.length);
    expect(new Set(tasks.map(entryModel)).size).toBeGreaterThanOrEqual(8);
    expect(new Set(tasks.map((task) => task.type)).size).toBe(4);
  });

  test("no two spans and no two tasks share an id", () => {
    expect(new Set(spans.map((span) => span.spanId)).size).toBe(spans.length);
    expect(new Set(tasks.map((task) => task.id)).size).toBe(tasks.length);
    expect(new Set(tasks.map((task) => task.traceId)).size).toBe(tasks.length);
    expect(spans.every((span) => /^[0-9a-f]{32}$/.test(span.traceId) && /^[0-9a-f]{16}$/.test(span.spanId))).toBe(true);
  });

  test("every span lies in the four weeks before the end, and ends after it starts", () => {
    const from = BigInt(now.getTime() - 28 * DAY_MS) * 1_000_000n;
    const to = BigInt(now.getTime()) * 1_000_000n;
    const outside = spans.filter((span) => {
      const [start, end] = [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)];
      return start < from || end >= to || end < start;
    });
    expect(outside).toEqual([]);
  });

  test("a call lies within its task, and attempts within their call", () => {
    for (const task of tasks) {
      for (const call of task.calls) {
        expect(call.startUs).toBeGreaterThanOrEqual(task.startUs);
        expect(call.endUs).toBeLessThanOrEqual(task.endUs);
        const lastStart = call.attempts.at(-1)?.startUs ?? Number.NaN;
        expect(lastStart).toBeGreaterThanOrEqual(call.startUs);
        expect(lastStart).toBeLessThanOrEqual(call.endUs);
        if (call.ttftMs !== null) expect(call.ttftMs).toBeLessThanOrEqual((call.endUs - call.startUs) / 1000);
      }
    }
  });

  test("in the spike most OpenAI calls need a retry, and outside it few do", () => {
    const window = spikeWindow(now);
    expect(new Date(window.fromUs / 1000).toISOString()).toBe("2026-11-16T09:00:00.000Z");
    const openai = tasks.flatMap((task) => task.calls).filter((call) => /^(gpt|ft:|text)/.test(call.model));
    const retried = (calls: readonly SimulatedCall[]): number =>
      average(calls.map((c) => (c.attempts.length > 1 ? 1 : 0)));
    const inside = openai.filter((call) => call.startUs >= window.fromUs && call.startUs < window.toUs);
    const outside = openai.filter((call) => call.startUs < window.fromUs || call.startUs >= window.toUs);
    expect(inside.length).toBeGreaterThan(50);
    expect(retried(inside)).toBeGreaterThan(0.4);
    expect(retried(outside)).toBeLessThan(0.03);
  });

  test("offices are busy and nights and weekends quiet", () => {
    const count = (match: (date: Date) => boolean): number =>
      tasks.filter((task) => match(new Date(task.startUs / 1000))).length;
    expect(count((date) => date.getUTCHours() === 10)).toBeGreaterThan(4 * count((date) => date.getUTCHours() === 2));
    expect(count((date) => date.getUTCDay() === 2)).toBeGreaterThan(1.5 * count((date) => date.getUTCDay() === 0));
  });

  test("it shows every kind of failure a page has to draw", () => {
    const classes = new Set(tasks.flatMap((task) => task.calls.map((call) => call.failure)));
    const expected = ["ok", "rate_limited", "timeout", "refusal", "truncated", "stream_interrupted", "invalid_json"];
    const tools = ["invalid_arguments", "malformed_arguments", "unknown_tool", "missing_tool_call"];
    expect([...expected, "schema_mismatch", ...tools].filter((failure) => !classes.has(failure as never))).toEqual([]);
    expect(tasks.some((task) => new Set(generations(task).map((call) => call.model)).size > 1)).toBe(true);
    const undecided = tasks.filter((task) => task.outcome === null).length / tasks.length;
    expect(undecided).toBeGreaterThan(0.003);
    expect(undecided).toBeLessThan(0.02);
  });

  test("reviews come later than the task they are about, and change some outcomes", () => {
    const reviews = sampleReviews(options);
    const byId = new Map(tasks.map((task) => [task.id, task]));
    expect(reviews.length).toBeGreaterThan(30);
    expect(reviews.filter((review) => review.outcome !== byId.get(review.taskId)?.outcome).length).toBeGreaterThan(20);
    expect(reviews.every((review) => review.at.getTime() * 1000 > (byId.get(review.taskId)?.endUs ?? Infinity))).toBe(
      true,
    );
    expect(reviews.every((review) => review.at < now)).toBe(true);
  });
});

describe("a span of the sample", () => {
  test("says what a client of ours would say", () => {
    const call = spans.find((span) => span.name === "chat gpt-4o-mini" && attribute(span, "outturn.tool_verdicts"));
    if (call === undefined) throw new Error("the sample holds no tool call of gpt-4o-mini");
    expect(attribute(call, "gen_ai.provider.name")).toBe("openai");
    expect(attribute(call, "gen_ai.request.model")).toBe("gpt-4o-mini");
    expect(attribute(call, "gen_ai.response.model")).toBe("gpt-4o-mini-2024-07-18");
    expect(attribute(call, "outturn.task.type")).toBe("order_registration");
    expect(call.events?.[0]?.name).toBe("outturn.attempt");
    expect(call.kind).toBe(3);
  });

  test("carries the resource by which pages know it as simulated", () => {
    const resources = new Set(batches.flatMap((batch) => batch.resourceSpans.map((r) => JSON.stringify(r.resource))));
    expect([...resources]).toHaveLength(1);
    expect([...resources][0]).toContain('{"key":"service.name","value":{"stringValue":"simulated"}}');
    expect(sampleMark(now).at.toISOString()).toBe("2026-11-12T18:00:00.000Z");
  });
});
