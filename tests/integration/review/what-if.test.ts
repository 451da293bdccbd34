import { expect, test } from "vitest";

import { latestBeginnings } from "#lib/analysis/latest-beginnings.ts";
import { writeDraw } from "#lib/domain/policy.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import { askWhatIf } from "#lib/server/ask-what-if.ts";
import { showWhatIf } from "#lib/server/show-what-if.ts";
import { foldAndVerify, withProject } from "#tests/integration/store/open-project.ts";
import { aCall, cost, MONDAY_US, NO_USAGE } from "#tests/unit/fold/build-rows.ts";

const RULE = { models: ["small", "large"], explore: 0.3 };
const NOW = new Date(MONDAY_US / 1000 + DAY_MS);

/** Tasks of one call: of ten, three go to the large model, which is five times as dear and fails less. */
function tasksOf(draws: boolean) {
  return Array.from({ length: 300 }, (_, i) => {
    const large = i % 10 < 3;
    const model = large ? "large" : "small";
    const outcome = i % (large ? 20 : 10) === 9 ? ("failed" as const) : ("succeeded" as const);
    const id = (i + 1).toString(16).padStart(16, "0");
    return aCall({
      spanId: id,
      traceId: id.repeat(2),
      ownTaskId: `task-${i}`,
      at: i * 10,
      lasts: large ? 4 : 1,
      model,
      requestModel: model,
      cost: cost(large ? 5_000_000n : 1_000_000n, 0n),
      inputChars: 1_000,
      facts: {
        type: "triage",
        outcome: { outcome, reason: null, source: "reported", atUs: MONDAY_US },
        ...(draws && { tags: { "outturn.draw": writeDraw(model, RULE) } }),
      },
    });
  });
}

test.each([
  { name: "drawn by the router's exploration share", draws: true, grade: "A" },
  { name: "chosen by whoever knows why", draws: false, grade: "B" },
])("a projection from tasks whose model was $name is of grade $grade", async ({ draws, grade }) => {
  await withProject(async ({ store, projectId }) => {
    await store.write({ projectId, calls: tasksOf(draws), events: [] });
    expect(await foldAndVerify(store)).toEqual([]);
    const params = { task_type: "triage", model: "small" };
    const asked = await askWhatIf(store.pool, { projectId, params, now: NOW });
    const { projection } = asked.answer;
    expect(projection?.grade).toBe(grade);
    expect(projection?.costPerTask.value).toBeCloseTo(1_000_000, 3);
    expect(projection?.savedPerTask.value).toBeCloseTo(0.3 * 4_000_000, 3);
    const shown = JSON.parse(showWhatIf(asked, "json").body) as Record<
      "task_ms" | "duration_ms",
      { p95: { value: number } }
    >;
    expect(shown.duration_ms.p95.value / 1000).toBeCloseTo(1, 1);
    // Its tasks are of one call, so they take as long.
    expect(shown.task_ms.p95.value / 1000).toBeCloseTo(1, 1);
    expect((asked.latencyOf(new Map()).task?.p50?.value ?? 0) / 1000).toBeCloseTo(1, 1);
    expect((asked.latencyOf(new Map()).call?.p95?.value ?? 0) / 4000).toBeCloseTo(1, 1);
  });
});

test("what calls begin with in common is found among calls of one model and its tools that follow within five minutes", async () => {
  await withProject(async ({ store, projectId }) => {
    const usage = (inputUncached: number, cacheRead = 0) => ({ ...NO_USAGE, inputUncached, cacheRead, output: 100 });
    const model = { provider: "openai", model: "gpt-4o-mini", requestModel: "gpt-4o-mini", prefixHash: "beginning" };
    const call = (number: number, at: number, fields: Partial<Parameters<typeof aCall>[0]>) => {
      const id = number.toString(16).padStart(16, "0");
      const outcome = { outcome: "succeeded" as const, reason: null, source: "reported" as const, atUs: MONDAY_US };
      const facts = { type: "triage", outcome };
      return aCall({ spanId: id, traceId: id.repeat(2), ownTaskId: "one", at, lasts: 1, ...model, facts, ...fields });
    };
    const calls = [
      call(1, 0, { usage: usage(2_000) }),
      // Again, with 500 of the 2,000 from a cache; with other tools; too late; and one that says nothing of how it began.
      call(2, 10, { usage: usage(2_500, 500) }),
      call(3, 20, { usage: usage(2_000), toolsHash: "other" }),
      call(4, 400, { usage: usage(4_000) }),
      call(5, 410, { usage: usage(4_000), prefixHash: null }),
    ];
    await store.write({ projectId, calls, events: [] });
    expect(await foldAndVerify(store)).toEqual([]);
    const range = { from: new Date(MONDAY_US / 1000 - DAY_MS), to: NOW };
    expect(await latestBeginnings(store.pool, { projectId, range })).toMatchObject([
      {
        taskType: "triage",
        model: "gpt-4o-mini",
        calls: 5,
        hashed: 4,
        again: 1,
        tokens: { input: 14_500, cacheRead: 500 },
        couldRead: 1_500,
        wouldWrite: 6_000,
      },
    ]);
  });
});
