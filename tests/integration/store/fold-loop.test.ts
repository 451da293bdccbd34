import { expect, test, vi } from "vitest";

import { decodeMeasures, encodeMeasures } from "#lib/fold/encode-measures.ts";
import { MeasureSums } from "#lib/fold/measure-sums.ts";
import { declareTags } from "#lib/store/declare-tags.ts";
import { foldDirty } from "#lib/store/fold-dirty.ts";
import { createFoldLoop, foldUntilClean } from "#lib/store/fold-loop.ts";
import { readFoldLag, readFoldVersion } from "#lib/store/read-fold-state.ts";
import { verify } from "#lib/store/verify.ts";
import { aCall, anEvent, anOutcome } from "#tests/unit/fold/build-rows.ts";

import { foldAndVerify, withProject } from "./open-project.ts";

test("a fold killed before it commits leaves nothing behind, and the next one does its work", async () => {
  await withProject(async ({ store, projectId }) => {
    await store.write({ projectId, calls: [aCall()], events: [] });
    const client = await store.pool.connect();
    await client.query("begin");
    expect(await foldDirty(client, store.recent)).toBe(1);
    client.release(true);
    expect(await store.prisma.taskCell.count()).toBe(0);
    expect((await readFoldLag(store)).marks).toBe(1);
    expect(await foldAndVerify(store)).toEqual([]);
    expect((await readFoldLag(store)).marks).toBe(0);
    // Three views by four tiers.
    expect(await store.prisma.taskCell.count()).toBe(12);
  });
});

test("one of two loops leads; when its connection is cut, folding goes on", async () => {
  await withProject(async ({ store, projectId }) => {
    const folded = { first: 0, second: 0 };
    const first = createFoldLoop(store, { intervalMs: 5, standbyMs: 5, onFold: () => folded.first++ });
    const second = createFoldLoop(store, { intervalMs: 5, standbyMs: 5, onFold: () => folded.second++ });
    first.start();
    second.start();
    const settled = async (tasks: number) =>
      vi.waitFor(async () => expect(await store.prisma.task.count()).toBe(tasks), { timeout: 10_000, interval: 10 });
    await store.write({ projectId, calls: [aCall()], events: [] });
    await settled(1);
    await store.pool.query(
      "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
    );
    await store.write({ projectId, calls: [aCall({ ownTaskId: "t2" })], events: [] });
    await settled(2);
    await Promise.all([first.stop(), second.stop()]);
    expect(folded.first + folded.second).toBe(2);
    expect((await verify(store)).differenceCount).toBe(0);
    expect(await readFoldVersion(store.pool, projectId)).toBe(2n);
  });
});

test("the leader makes the partitions of this month and the next before anything is written to them", async () => {
  await withProject(async ({ store }) => {
    const loop = createFoldLoop(store, { intervalMs: 5 });
    loop.start();
    const now = new Date();
    const names = [0, 1].map((ahead) =>
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1))
        .toISOString()
        .slice(0, 7)
        .replace("-", "_"),
    );
    const made = async () =>
      (
        await store.pool.query<{ name: string }>(
          "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'call'::regclass order by 1",
        )
      ).rows;
    await vi.waitFor(async () => expect(await made()).toEqual(names.map((name) => ({ name: `call_${name}` }))));
    await loop.stop();
  });
});

test("a second process cannot fold while one leads", async () => {
  await withProject(async ({ store, projectId }) => {
    await store.write({ projectId, calls: [aCall()], events: [] });
    const loop = createFoldLoop(store, { intervalMs: 5 });
    loop.start();
    await vi.waitFor(async () => expect(await store.prisma.task.count()).toBe(1));
    expect(await foldUntilClean(store)).toBeNull();
    await loop.stop();
    expect(await foldUntilClean(store)).toBe(0);
  });
});

test("a declared tag's cells fill from the rows that are there, and empty when it is declared no more", async () => {
  await withProject(async ({ store, projectId }) => {
    const tagged = anEvent({ ownTaskId: "t1", facts: { tags: { customer: "acme" } } });
    await store.write({ projectId, calls: [aCall(), aCall({ ownTaskId: "t2" })], events: [tagged] });
    await foldUntilClean(store);
    const values = async () => {
      expect(await foldAndVerify(store)).toEqual([]);
      const cells = await store.prisma.taskCell.findMany({
        where: { split: "tag.customer", tier: "week" },
        orderBy: { tag_value: "asc" },
      });
      return cells.map((cell) => [cell.tag_value, decodeMeasures(cell.sums).get("tasks")]);
    };
    expect(await values()).toEqual([]);
    await declareTags(store, projectId, ["customer"]);
    expect(await values()).toEqual([
      ["", 1n],
      ["acme", 1n],
    ]);
    await declareTags(store, projectId, []);
    expect(await values()).toEqual([]);
  });
});

test("verify finds a planted difference in a task, a cell's sum, its histogram, and a cell too many or too few", async () => {
  await withProject(async ({ store, projectId }) => {
    await store.write({ projectId, calls: [aCall(), aCall({ at: 7200 })], events: [anOutcome("succeeded")] });
    expect(await foldAndVerify(store)).toEqual([]);
    await store.pool.query("update task set cost_nano = cost_nano + 1");
    const oneMore = encodeMeasures(MeasureSums.of([["cost", 1n]]));
    await store.pool.query("update task_cell set sums = sums || $1 where split = 'all' and tier = 'day'", [oneMore]);
    await store.pool.query("update task_cell set duration_ms = '' where split = 'route' and tier = 'week'");
    await store.pool.query("delete from call_cell where split = 'key' and tier = 'week_hours' and bucket = $1", [
      "2026-11-16T10:00:00Z",
    ]);
    await store.pool.query(
      "insert into task_cell select project_id, split, 'hour', bucket + interval '1 hour', dimensions_hash, tag_value, task_type, entry_model, closing_model, route, provider, input_size, environment, checks, sums, ttft_ms, duration_ms, output_tokens_per_s from task_cell where tier = 'hour' and split = 'type'",
    );
    const { differences, differenceCount } = await verify(store);
    expect(differenceCount).toBe(5);
    const found = differences.map(({ where, what, stored, recomputed }) =>
      [where.split(" ")[0], what, stored, recomputed].join(" | "),
    );
    expect(found.toSorted()).toEqual([
      "call_cell | cell |  | present",
      "task | cost_nano | 2001 | 2000",
      "task_cell | cell | present | ",
      "task_cell | cost | 2001 | 2000",
      "task_cell | duration_ms |  | [177,2]",
    ]);
  });
});

test("a task that cannot be folded holds up no other, is told of, and stays dirty until it can", async () => {
  await withProject(async ({ store, projectId }) => {
    await store.write({ projectId, calls: [aCall({ ownTaskId: "bad" })], events: [] });
    await foldUntilClean(store);
    const good = ["t1", "t2", "t3", "t4"].map((ownTaskId) => aCall({ ownTaskId }));
    await store.pool.query(`update task set contribution = '{"sums":[[["nothing",1],[],[]]],"cells":[]}'`);
    await store.write({ projectId, calls: [aCall({ ownTaskId: "bad" }), ...good], events: [] });
    const told: unknown[] = [];
    const loop = createFoldLoop(store, { intervalMs: 5, onError: (error) => told.push(error) });
    loop.start();
    await vi.waitFor(async () => expect(await store.prisma.task.count()).toBe(5));
    await loop.stop();
    expect(told).toHaveLength(1);
    expect(String(told[0])).toMatch(/Task "bad" .* could not be folded \(.*"nothing"/);
    expect((await readFoldLag(store)).marks).toBe(1);
    await expect(foldUntilClean(store)).rejects.toThrow("nothing");
  });
});

test("verify names tasks that wait to be folded rather than calling them wrong", async () => {
  await withProject(async ({ store, projectId }) => {
    await store.write({ projectId, calls: [aCall()], events: [] });
    await foldUntilClean(store);
    await store.write({ projectId, calls: [aCall(), aCall({ ownTaskId: "new" })], events: [] });
    expect(await verify(store)).toMatchObject({ tasks: 2, dirtyTasks: 2, differenceCount: 0 });
  });
});

test("a task of 10,000 calls folds within ten seconds", async () => {
  await withProject(async ({ store, projectId }) => {
    const calls = Array.from({ length: 10_000 }, (_, i) =>
      aCall({ at: i, scope: i % 2 ? "outturn" : "openinference" }),
    );
    await store.write({ projectId, calls, events: [] });
    const began = performance.now();
    await foldUntilClean(store);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect((await store.prisma.task.findFirstOrThrow()).calls).toBe(10_000);
    expect((await verify(store)).differenceCount).toBe(0);
  });
});
