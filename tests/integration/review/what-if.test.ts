import { expect, test } from "vitest";

import { writeDraw } from "#lib/domain/policy.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import { askWhatIf } from "#lib/server/ask-what-if.ts";
import { showWhatIf } from "#lib/server/show-what-if.ts";
import { foldAndVerify, withProject } from "#tests/integration/store/open-project.ts";
import { aCall, cost, MONDAY_US } from "#tests/unit/fold/build-rows.ts";

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
