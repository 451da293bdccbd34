import { expect, test } from "vitest";

import { shareWithoutFailure } from "#lib/analysis/share-without-failure.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { withProject } from "#tests/integration/store/open-project.ts";
import { aCall, MONDAY_US } from "#tests/unit/fold/build-rows.ts";

test("steps are a task's generation calls in order, each span once, and other models' tasks are left out", async () => {
  await withProject(async ({ store, projectId }) => {
    // Twenty tasks of two calls: four fail at the first, four others at the second, twelve at neither.
    const calls = Array.from({ length: 20 }, (_, i) => {
      const of = { ownTaskId: `t${i}`, traceId: `${i}`.padStart(32, "0"), model: "mine" };
      return [
        aCall({ ...of, spanId: "01", at: 1, failure: i < 4 ? "invalid_json" : "ok" }),
        aCall({ ...of, spanId: "02", at: 2, failure: i >= 4 && i < 8 ? "timeout" : "ok" }),
      ];
    }).flat();
    const [first] = calls;
    const other = aCall({ ownTaskId: "other", traceId: "f".repeat(32), model: "other", failure: "timeout" });
    // The first call again, as an emitter that sends its spans twice does, and an embedding, which is no step.
    const again = aCall({ ...first, contentHash: "again" });
    const embedding = aCall({ ownTaskId: "t9", traceId: "9".padStart(32, "0"), spanId: "03", operation: "embedding" });
    await store.write({ projectId, calls: [...calls, other, again, embedding], events: [] });
    await foldUntilClean(store);
    const sample = await shareWithoutFailure(store.pool, {
      projectId,
      from: new Date(MONDAY_US / 1000),
      to: new Date(MONDAY_US / 1000 + 86_400_000),
      entryModel: "mine",
      taskTypes: null,
      environments: ["production"],
    });
    expect(sample.sampled_tasks).toBe(20);
    expect(sample.steps.map(({ at_risk, failed, share }) => [at_risk, failed, Number(share.toFixed(6))])).toEqual([
      [20, 4, 0.8],
      [16, 4, 0.6],
    ]);
  });
});
