import { expect, test } from "vitest";

import type { EraseRequest } from "#lib/domain/job.ts";
import { runJob } from "#lib/server/run-jobs.ts";
import { digestAfter, listTasksOfUser } from "#lib/store/erase-tasks.ts";
import { claimJob, createEraseJob, findJob } from "#lib/store/jobs.ts";
import type { Store } from "#lib/store/open-store.ts";
import { call, outcome } from "#tests/integration/analysis/calls.ts";

import { foldAndVerify, rollupsOf, withProject } from "./open-project.ts";

const AT = "2026-11-03T10:00:00Z";
const LATER = "2026-11-05T10:00:00Z";
const NOBODY: EraseRequest = { taskIds: null, userId: null, started: null };

async function fill(store: Store, projectId: string, taskIds: readonly string[]): Promise<void> {
  const calls = taskIds.map((id) => ({
    ...call(id, id.startsWith("late") ? LATER : AT),
    facts: { user: id.startsWith("ada") ? "ada" : "bob" },
  }));
  await store.write({
    projectId,
    calls,
    events: taskIds.map((id) => outcome(id, id.startsWith("late") ? LATER : AT, "succeeded")),
  });
}

async function erase(store: Store, projectId: string, request: EraseRequest) {
  const { id } = await createEraseJob(store, { projectId, request, requestedBy: "test" });
  const held = await claimJob(store, id);
  if (held === null) throw new Error("the job was not given out");
  await runJob(store, held);
  return findJob(store, projectId, id);
}

test.each([
  ["a task", { ...NOBODY, taskIds: ["ada-1"] }, ["ada-1"]],
  ["a user", { ...NOBODY, userId: "ada" }, ["ada-1", "ada-2"]],
  ["a time", { ...NOBODY, started: { from: "2026-11-05T00:00:00Z", to: "2026-11-06T00:00:00Z" } }, ["late-1"]],
])(
  "what %s left is gone from rows and figures, as if it had never been, and the receipt says so",
  async (_, request, gone) => {
    const all = ["ada-1", "ada-2", "bob-1", "late-1"];
    let without: unknown;
    await withProject(async (open) => {
      await fill(
        open.store,
        open.projectId,
        all.filter((id) => !gone.includes(id)),
      );
      await foldAndVerify(open.store);
      without = await rollupsOf(open);
    });
    await withProject(async (open) => {
      const { store, projectId } = open;
      await fill(store, projectId, all);
      await foldAndVerify(store);
      const job = await erase(store, projectId, request);
      expect(job).toMatchObject({
        state: "done",
        result: { tasks: gone.length, calls: gone.length, events: gone.length, left: 0 },
      });
      expect(job?.result).toMatchObject({ digest: gone.reduce(digestAfter, "") });
      // A receipt names nobody.
      expect(JSON.stringify(job?.request)).not.toMatch(/ada/);
      expect(await foldAndVerify(store)).toEqual([]);
      expect(await rollupsOf(open)).toEqual(without);
      const { rows } = await store.pool.query<{ task_id: string }>("select task_id from task order by task_id");
      expect(rows.map(({ task_id }) => task_id)).toEqual(all.filter((id) => !gone.includes(id)));
    });
  },
);

test("tasks whose raw rows were dropped already lose their figures too", async () => {
  await withProject(async ({ store, projectId }) => {
    await fill(store, projectId, ["ada-1", "bob-1"]);
    await foldAndVerify(store);
    await store.pool.query("update task set frozen = true");
    await store.pool.query("delete from call");
    await store.pool.query("delete from task_event");
    const job = await erase(store, projectId, { ...NOBODY, userId: "ada" });
    expect(job).toMatchObject({ state: "done", result: { tasks: 1, calls: 0, events: 0, left: 0 } });
    expect(await foldAndVerify(store)).toEqual([]);
    const { rows } = await store.pool.query("select task_id from task");
    expect(rows).toEqual([{ task_id: "bob-1" }]);
  });
});

test("the tasks of a user are those of which any row names them", async () => {
  await withProject(async ({ store, projectId }) => {
    await fill(store, projectId, ["ada-1", "bob-1"]);
    expect(await listTasksOfUser(store, projectId, "ada")).toEqual(["ada-1"]);
    expect(await listTasksOfUser(store, projectId, "nobody")).toEqual([]);
  });
});
