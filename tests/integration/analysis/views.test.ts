import { expect, test } from "vitest";

import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { metrics } from "#lib/analysis/metrics.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { declareTags } from "#lib/store/declare-tags.ts";
import { aCall, anEvent, anOutcome } from "#tests/unit/fold/build-rows.ts";
import { withProject } from "../store/open-project.ts";

/** Six tasks of two types, three routes and two customers over five weeks, folded by the fold itself. */
function observations() {
  return [0, 1, 2, 3, 4, 5].map((i) => {
    const own = { ownTaskId: `t${i}`, traceId: String(i).repeat(32) };
    const at = i * (7 * 86_400 + 3 * 3_600);
    const models = [["a"], ["a", "b"], ["b"]][i % 3] ?? [];
    const facts = { type: i % 2 === 0 ? "triage" : "extraction", tags: { customer: i < 4 ? "acme" : "initech" } };
    return {
      calls: models.map((model, n) => aCall({ ...own, at: at + 60 * n, lasts: i + 1, model, serviceTier: "flex" })),
      events: [anEvent({ ...own, id: `e${i}`, at, facts }), { ...anOutcome("succeeded", { at, id: `o${i}` }), ...own }],
    };
  });
}

const TASKS = ["task_type", "entry_model", "closing_model", "route", "provider", "input_size", "environment"];
const GROUPINGS = [
  [],
  ...TASKS.map((name) => [name]),
  ["task_type", "route"],
  TASKS,
  ["tag.customer"],
  ["tag.customer", "entry_model"],
];
const CALL_GROUPINGS = [["model"], ["model", "task_type"], ["model_provider", "service_tier"], ["model", "key"]];
const TIMES = [[], ["day"], ["week"], ["hour_of_day"], ["hour_of_week"]];

const totals = (rows: readonly MetricsRow[], ofTasks: boolean) => [
  ofTasks ? rows.reduce((sum, row) => sum + row.tasks, 0) : null,
  rows.reduce((sum, row) => sum + row.calls, 0),
  rows.reduce((sum, row) => sum + Number(row.cost_usd), 0).toFixed(9),
];

test("what was folded says the same in every view and tier: six tasks, eight calls, 8,000 nano-dollars", async () => {
  await withProject(async ({ store, projectId }) => {
    for (const { calls, events } of observations()) await store.write({ projectId, calls, events });
    await foldUntilClean(store);
    await declareTags(store, projectId, ["customer"]);
    await foldUntilClean(store);
    const range = { from: new Date("2026-11-16T10:00:00Z"), to: new Date("2026-12-22T04:00:00Z") };
    const asked = { projectId, ...range, filters: {}, percentiles: false };
    for (const timeZone of ["UTC", "America/New_York"]) {
      for (const names of [...GROUPINGS, ...CALL_GROUPINGS]) {
        for (const time of TIMES) {
          const groupBy = [...names, ...time];
          const { rows } = await metrics(store.pool, { ...asked, timeZone, groupBy });
          const ofTasks = GROUPINGS.includes(names);
          expect([groupBy, totals(rows, ofTasks)]).toEqual([groupBy, [ofTasks ? 6 : null, 8, "0.000008000"]]);
        }
      }
    }
    const byHour = await metrics(store.pool, { ...asked, timeZone: "America/New_York", groupBy: ["hour_of_day"] });
    // Ten o'clock in UTC is five in New York, and each task starts three hours later than the one before.
    expect(byHour.rows.map((row) => [row.group["hour_of_day"], row.tasks])).toEqual([
      [5, 1],
      [8, 1],
      [11, 1],
      [14, 1],
      [17, 1],
      [20, 1],
    ]);
  });
});
