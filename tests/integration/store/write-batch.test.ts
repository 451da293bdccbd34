import { expect, test } from "vitest";

import type { Call } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";
import { decodeMeasures } from "#lib/fold/encode-measures.ts";
import { findApiKey } from "#lib/store/find-api-key.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { openStore } from "#lib/store/open-store.ts";
import { aCall, anEvent, anOutcome } from "#tests/unit/fold/build-rows.ts";

import { foldAndVerify, rollupsOf, withProject } from "./open-project.ts";

test("the same batch again changes nothing and leaves nothing to fold", async () => {
  await withProject(async ({ store, projectId }) => {
    const batch = { projectId, calls: [aCall(), aCall({ at: 2 })], events: [anOutcome("succeeded")] };
    await store.write(batch);
    expect(await foldUntilClean(store)).toBe(1);
    await store.write(batch);
    expect(await foldUntilClean(store)).toBe(0);
    const task = await store.prisma.task.findFirstOrThrow({ where: { project_id: projectId } });
    expect(task).toMatchObject({ task_id: "t1", outcome: "succeeded", calls: 2, cost_nano: 2_000n });
    const cells = await store.prisma.taskCell.findMany({
      where: { project_id: projectId, split: "all" },
      orderBy: { tier: "asc" },
    });
    const measures = ["tasks", "succeeded", "calls", "cost"] as const;
    expect(
      cells.map(({ tier, sums }) => [tier, ...measures.map((measure) => decodeMeasures(sums).get(measure))]),
    ).toEqual([
      ["day", 1n, 1n, 2n, 2_000n],
      ["hour", 1n, 1n, 2n, 2_000n],
      ["week", 1n, 1n, 2n, 2_000n],
      ["week_hours", 1n, 1n, 2n, 2_000n],
    ]);
  });
});

/** Two tasks with a retry, a re-ask, an embedding, a foreign trace and outcomes, as single observations. */
function observations(): (Call | TaskEvent)[] {
  const foreign = { traceId: "f".repeat(32), ownTaskId: null };
  return [
    aCall({ spanId: "01", failure: "rate_limited", requestHash: "r", resendCount: 1, cost: aCall().cost }),
    aCall({ spanId: "02", at: 2, requestHash: "r", resendCount: 0, failure: "invalid_json" }),
    aCall({ spanId: "03", at: 4, model: "gpt-4o-mini" }),
    aCall({ spanId: "04", at: 3700, operation: "embedding", model: "text-embedding-3-small" }),
    anEvent({ spanId: "05", lasts: 10, facts: { type: "lead_qualification", tags: { customer: "acme" } } }),
    anOutcome("failed", { reason: "wrong_vendor" }),
    anOutcome("succeeded", { source: "reviewed", at: 90_000 }),
    aCall({ ...foreign, spanId: "06", at: 10 }),
    aCall({ ...foreign, spanId: "07", at: 11, streamed: true, ttftMs: 120 }),
    anEvent({ ...foreign, spanId: "08", at: 9, ownTaskId: "t2", id: `span:${foreign.traceId}/08` }),
  ];
}

test("one by one, backwards or at once, the same observations end in the same figures", async () => {
  const ends: unknown[] = [];
  for (const order of [observations(), observations().reverse()]) {
    await withProject(async (open) => {
      const { store, projectId } = open;
      for (const [i, one] of order.entries()) {
        await store.write(
          "operation" in one ? { projectId, calls: [one], events: [] } : { projectId, calls: [], events: [one] },
        );
        if (i % 3 === 0) await foldUntilClean(store);
      }
      expect(await foldAndVerify(store)).toEqual([]);
      ends.push(await rollupsOf(open));
    });
  }
  await withProject(async (open) => {
    const { store, projectId } = open;
    const all = observations();
    await store.write({
      projectId,
      calls: all.filter((one): one is Call => "operation" in one),
      events: all.filter((one): one is TaskEvent => !("operation" in one)),
    });
    expect(await foldAndVerify(store)).toEqual([]);
    ends.push(await rollupsOf(open));
  });
  expect(ends[1]).toEqual(ends[0]);
  expect(ends[2]).toEqual(ends[0]);
});

test("an outcome that arrives a day later moves the task's dollars from undecided to decided", async () => {
  await withProject(async ({ store, projectId }) => {
    const where = { project_id: projectId, split: "all", tier: "day" };
    const cell = async () =>
      Object.fromEntries(decodeMeasures((await store.prisma.taskCell.findFirstOrThrow({ where })).sums));
    await store.write({ projectId, calls: [aCall()], events: [] });
    await foldUntilClean(store);
    expect(await cell()).toMatchObject({ tasks: 1n, undecided: 1n, undecided_cost: 1_000n });
    await store.write({ projectId, calls: [], events: [anOutcome("failed", { at: 86_400 })] });
    expect(await foldAndVerify(store)).toEqual([]);
    const decided = await cell();
    expect(decided).toMatchObject({ tasks: 1n, failed: 1n, sum_c: 1_000n, waste_failed_task: 1_000n });
    expect([decided["undecided"], decided["undecided_cost"]]).toEqual([undefined, undefined]);
  });
});

test("spans that name no task belong to their trace, then to the one task it names, then to the trace again", async () => {
  await withProject(async ({ store, projectId }) => {
    const traceId = "a".repeat(32);
    const tasks = async () => {
      expect(await foldAndVerify(store)).toEqual([]);
      const rows = await store.prisma.task.findMany({ where: { project_id: projectId }, orderBy: { task_id: "asc" } });
      return rows.map((task) => [task.task_id, task.calls]);
    };
    await store.write({ projectId, calls: [aCall({ traceId, ownTaskId: null })], events: [] });
    expect(await tasks()).toEqual([[traceId, 1]]);
    await store.write({ projectId, calls: [aCall({ traceId, ownTaskId: "lead-1" })], events: [] });
    expect(await tasks()).toEqual([["lead-1", 2]]);
    await store.write({ projectId, calls: [aCall({ traceId, ownTaskId: null })], events: [] });
    expect(await tasks()).toEqual([["lead-1", 3]]);
    await store.write({ projectId, calls: [aCall({ traceId, ownTaskId: "lead-2" })], events: [] });
    expect(await tasks()).toEqual([
      [traceId, 2],
      ["lead-1", 1],
      ["lead-2", 1],
    ]);
    await store.write({ projectId, calls: [aCall({ traceId, ownTaskId: null })], events: [] });
    expect(await tasks()).toEqual([
      [traceId, 3],
      ["lead-1", 1],
      ["lead-2", 1],
    ]);
  });
});

test("a later version of a span replaces the earlier one, also in another month", async () => {
  await withProject(async ({ store, projectId }) => {
    const early = aCall({ spanId: "aa", contentHash: "1", cost: { ...aCall().cost, total: 5n } });
    const late = aCall({ spanId: "aa", contentHash: "0", at: 20 * 86_400, cost: { ...aCall().cost, total: 7n } });
    await store.write({ projectId, calls: [late], events: [] });
    await foldUntilClean(store);
    await store.write({ projectId, calls: [early], events: [] });
    expect(await foldAndVerify(store)).toEqual([]);
    const task = await store.prisma.task.findFirstOrThrow({ where: { project_id: projectId } });
    expect([task.calls, task.cost_nano, task.started_at.toISOString()]).toEqual([1, 7n, "2026-12-06T10:00:00.000Z"]);
  });
});

test("text that Postgres cannot hold is replaced, and its neighbours are kept", async () => {
  await withProject(async ({ store, projectId }) => {
    const odd = aCall({
      spanId: "01",
      model: "a\0b",
      facts: { tags: { "k\0": "v\ud800", __proto__: "x" }, checks: { "c\0": true } },
    });
    await store.write({ projectId, calls: [odd, aCall({ spanId: "02", at: 1, resendCount: 2 ** 40 })], events: [] });
    expect(await foldAndVerify(store)).toEqual([]);
    const task = await store.prisma.task.findFirstOrThrow({ where: { project_id: projectId } });
    expect(task).toMatchObject({ calls: 2, entry_model: "a\uFFFDb", tags: { "k\uFFFD": "v\uFFFD" } });
  });
});

test("a database that cannot be reached is said to be unavailable, with the time to wait", async () => {
  const store = openStore({ databaseUrl: "postgres://nobody@127.0.0.1:1/nothing" });
  await expect(store.write({ projectId: "p", calls: [aCall()], events: [] })).rejects.toMatchObject({
    code: "unavailable",
    retryAfter: 1,
  });
  await expect(findApiKey(store, "any")).rejects.toMatchObject({ code: "unavailable" });
  await store.close();
});
