import { expect, test, vi } from "vitest";

import { acceptLogs, acceptMetrics } from "#lib/ingest/accept-logs.ts";
import { acceptTraces } from "#lib/ingest/accept-traces.ts";
import { foldDirty } from "#lib/store/fold-dirty.ts";
import { createFoldLoop } from "#lib/store/fold-loop.ts";
import { openStore } from "#lib/store/open-store.ts";
import type { Store } from "#lib/store/open-store.ts";
import { readFoldLag } from "#lib/store/read-fold-state.ts";
import { RecentRows } from "#lib/store/recent-rows.ts";
import { verify } from "#lib/store/verify.ts";
import { makePayload } from "#tests/support/fuzz/make-payload.ts";
import { realSpans } from "#tests/support/fuzz/real-spans.ts";
import { aCall, anEvent, anOutcome } from "#tests/unit/fold/build-rows.ts";
import { NOW_MS } from "#tests/unit/ingest/support/spans.ts";

import { foldAndVerify, withProject } from "./open-project.ts";

const ACCEPT = { traces: acceptTraces, logs: acceptLogs, metrics: acceptMetrics } as const;

/** Folds what is dirty, and counts how many of the tasks were folded from memory. */
async function foldFromMemory(store: Store): Promise<number> {
  const rowsOf = vi.spyOn(store.recent, "rowsOf");
  const client = await store.pool.connect();
  await client.query("begin");
  await foldDirty(client, store.recent);
  await client.query("commit");
  client.release();
  const held = rowsOf.mock.results.filter(({ value }) => value !== null).length;
  rowsOf.mockRestore();
  return held;
}

const inTrace = (digit: string, fields: Parameters<typeof aCall>[0] = {}) =>
  aCall({ traceId: digit.repeat(32), ownTaskId: `task-${digit}`, ...fields });

test("whatever is sent, a task folded from memory has the figures it has from the database", async () => {
  await withProject(async ({ store, projectId }) => {
    const loop = createFoldLoop(store, { intervalMs: 5 });
    loop.start();
    const rowsOf = vi.spyOn(store.recent, "rowsOf");
    const bases = realSpans();
    for (let first = 0; first < 1_000; first += 10) {
      const payloads = Array.from({ length: 10 }, (_, i) => makePayload(11, first + i, bases));
      const context = { store, projectId, key: "fuzz", nowMs: NOW_MS };
      await Promise.all(payloads.map(async (payload) => ACCEPT[payload.signal](payload, context)));
    }
    await vi.waitFor(async () => expect((await readFoldLag(store)).marks).toBe(0), { timeout: 60_000 });
    await loop.stop();
    expect((await verify(store)).differences).toEqual([]);
    expect(rowsOf.mock.results.filter(({ value }) => value !== null).length).toBeGreaterThan(300);
  });
}, 120_000);

test("a new task is folded from memory once, and with what came later from the database", async () => {
  await withProject(async ({ store, projectId }) => {
    store.recent.open();
    await store.write({ projectId, calls: [inTrace("a"), inTrace("b")], events: [anOutcome("succeeded")] });
    // The outcome belongs to no trace: its task may have had rows before.
    expect(await foldFromMemory(store)).toBe(2);
    await store.write({ projectId, calls: [inTrace("a", { at: 5 })], events: [] });
    expect(await foldFromMemory(store)).toBe(0);
    expect(await store.prisma.task.findFirst({ where: { task_id: "task-a" } })).toMatchObject({ calls: 2 });
    expect(await foldAndVerify(store)).toEqual([]);
  });
});

test("rows that another process wrote to the same task, or moved to it, are in its figures", async () => {
  await withProject(async ({ store, projectId, databaseUrl }) => {
    const other = openStore({ databaseUrl });
    store.recent.open();
    await store.write({ projectId, calls: [inTrace("a"), inTrace("c", { ownTaskId: null })], events: [] });
    await other.write({ projectId, calls: [inTrace("b", { ownTaskId: "task-a" })], events: [] });
    const naming = anEvent({ traceId: "c".repeat(32), id: "span:c/1", ownTaskId: "task-c" });
    await other.write({ projectId, calls: [], events: [naming] });
    expect(await foldFromMemory(store)).toBe(0);
    const tasks = await store.prisma.task.findMany({ orderBy: { task_id: "asc" } });
    expect(tasks.map(({ task_id, calls }) => [task_id, calls])).toEqual([
      ["task-a", 2],
      ["task-c", 1],
    ]);
    expect((await verify(store)).differences).toEqual([]);
    await other.close();
  });
});

test("the same row twice in one batch is one row, and its task is read from the database", async () => {
  await withProject(async ({ store, projectId }) => {
    store.recent.open();
    const call = inTrace("a");
    await store.write({ projectId, calls: [call, call], events: [] });
    expect(await store.prisma.call.count()).toBe(1);
    expect(await foldFromMemory(store)).toBe(0);
    expect((await verify(store)).differences).toEqual([]);
  });
});

test("rows of a write that failed, or that were let go, are held no more", () => {
  const recent = new RecentRows();
  const placed = { taskId: "t1", row: aCall() };
  expect(recent.hold([placed], [])).toBeNull();
  recent.open();
  const first = recent.hold([placed], []) ?? "";
  const second = recent.hold([{ taskId: "t1", row: aCall() }], []) ?? "";
  expect(recent.rowsOf("t1", [first, second])?.calls).toHaveLength(2);
  expect(recent.rowsOf("t1", [first, "1"])).toBeNull();
  recent.release([first]);
  expect(recent.rowsOf("t1", [first])).toBeNull();
  recent.close();
  expect(recent.rowsOf("t1", [second])).toBeNull();
});

test("no more rows are held than fit, and letting go makes room", () => {
  const recent = new RecentRows(2);
  recent.open();
  const two = recent.hold([{ taskId: "t1", row: aCall() }], [{ taskId: "t1", row: anEvent() }]);
  expect(two).not.toBeNull();
  expect(recent.hold([{ taskId: "t2", row: aCall() }], [])).toBeNull();
  recent.release([two ?? ""]);
  expect(recent.hold([{ taskId: "t2", row: aCall() }], [])).not.toBeNull();
});
