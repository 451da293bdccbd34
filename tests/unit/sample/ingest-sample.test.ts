import { beforeAll, describe, expect, test } from "vitest";
import type { Call } from "#lib/domain/call.ts";
import { foldTask } from "#lib/fold/fold-task.ts";
import type { TaskFigures } from "#lib/fold/fold-task.ts";
import { WASTE_CAUSES } from "#lib/fold/find-waste.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";
import { acceptOtlpJson } from "#lib/ingest/accept-traces.ts";
import { MemoryStore } from "#lib/ingest/memory-store.ts";
import { generateSample, SAMPLE_TAGS, simulateTasks } from "#lib/sample/generate-sample.ts";

const options = { now: new Date("2026-11-22T18:00:00Z"), seed: 7 };
const store = new MemoryStore();
const simulated = new Map([...simulateTasks(options)].flatMap(({ calls }) => calls.map((call) => [call.spanId, call])));
let rejected = 0;
let figures: TaskFigures[] = [];

function foldAll(calls: readonly Call[]): TaskFigures[] {
  const events = Map.groupBy(store.events, (event) => event.ownTaskId ?? "");
  return [...Map.groupBy(calls, (call) => call.ownTaskId ?? "")].flatMap(([taskId, own]) => {
    const rows = { taskId, calls: own, events: events.get(taskId) ?? [] };
    return foldTask(rows, { declaredTags: SAMPLE_TAGS }) ?? [];
  });
}

beforeAll(async () => {
  const context = { store, projectId: "sample", key: "sample", nowMs: options.now.getTime() };
  for (const batch of generateSample(options)) rejected += (await acceptOtlpJson(batch, context)).rejected;
  figures = foldAll(store.calls);
}, 30_000);

describe("the sample through the ingest", () => {
  test("no span is rejected and every call names its task", () => {
    expect(rejected).toBe(0);
    expect(store.calls).toHaveLength(simulated.size);
    expect(store.calls.filter((call) => call.ownTaskId === null)).toEqual([]);
  });

  test("class, attempts, verdicts and JSON results arrive as they were simulated", () => {
    const seen = (call: Call): unknown[] => [
      call.failure,
      call.attempts?.map((attempt) => [attempt.failure, attempt.httpStatus]),
      call.toolCalls.map((tool) => [tool.name, tool.verdict, tool.violations]),
      call.json,
      call.inputChars,
    ];
    const meant = (spanId: string): unknown[] => {
      const call = simulated.get(spanId);
      return [
        call?.failure,
        call?.attempts.map((attempt) => [attempt.failure, attempt.httpStatus]),
        call?.tools.map((tool) => [tool.name, tool.verdict, tool.violations]),
        call?.json,
        call?.inputChars,
      ];
    };
    const changed = store.calls.filter((call) => JSON.stringify(seen(call)) !== JSON.stringify(meant(call.spanId)));
    expect(changed.slice(0, 3).map((call) => [seen(call), meant(call.spanId)])).toEqual([]);
  });

  test("every call with usage has a price, but for the fine-tune that no table knows", () => {
    const unpriced = store.calls.filter((call) => call.usage !== null && call.cost.total === null);
    expect(new Set(unpriced.map((call) => call.model))).toEqual(
      new Set(["ft:gpt-4.1-2025-04-14:simulated:support:B7k2"]),
    );
  });

  test("each cause of waste, application retries and re-asks come out of the fold", () => {
    const total = (measure: AnyMeasure): bigint =>
      figures
        .flatMap((task) => task.contribution)
        .filter(({ key }) => key.grain === "task" && key.split === "")
        .reduce((sum, { sums }) => sum + (sums.measures.get(measure) ?? 0n), 0n);
    expect(WASTE_CAUSES.filter((cause) => total(`waste_${cause}`) === 0n)).toEqual([]);
    expect(total("reasks")).toBeGreaterThan(1_500n);
    expect(total("retries")).toBeGreaterThan(total("retried_calls"));
    expect(total("silent_failures")).toBeGreaterThan(50n);
  });

  test("routes of more than one model exist, and no task is without an entry model", () => {
    expect(figures.some((task) => task.route === "claude-haiku-4-5 → claude-sonnet-5")).toBe(true);
    expect(figures.filter((task) => task.entryModel === "" || task.inputSize === "")).toEqual([]);
    expect(new Set(figures.map((task) => task.environment))).toEqual(new Set(["production", "staging"]));
  });
});
