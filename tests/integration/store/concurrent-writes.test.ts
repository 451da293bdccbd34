import { expect, test } from "vitest";

import { createFoldLoop } from "#lib/store/fold-loop.ts";
import { openStore } from "#lib/store/open-store.ts";
import { aCall, anEvent } from "#tests/unit/fold/build-rows.ts";

import { foldAndVerify, withProject } from "./open-project.ts";

/** A small generator of its own, so that a failing run can be run again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

test("20 writers of overlapping batches and traces that change their names never deadlock, and nothing is lost", async () => {
  await withProject(async ({ store, projectId }) => {
    const loop = createFoldLoop(store, { intervalMs: 20 });
    loop.start();
    const random = randomFrom(7);
    const spans = Array.from({ length: 400 }, (_, i) => {
      const traceId = random(40).toString(16).padStart(32, "0");
      const names = random(4) === 0 ? `task-${random(30)}` : null;
      const spanId = i.toString(16).padStart(16, "0");
      return aCall({ traceId, spanId, ownTaskId: names, at: random(100_000), model: `m${random(3)}` });
    });
    const writers = Array.from({ length: 20 }, (_, writer) => {
      const pick = randomFrom(writer + 100);
      return Array.from({ length: 12 }, () => Array.from({ length: 25 }, () => spans[pick(spans.length)] ?? aCall()));
    });
    await Promise.all(
      writers.map(async (batches) => {
        for (const calls of batches) await store.write({ projectId, calls, events: [] });
      }),
    );
    await store.write({ projectId, calls: spans, events: [] });
    await loop.stop();
    expect(await foldAndVerify(store)).toEqual([]);
    expect(await store.prisma.call.count()).toBe(400);
    const { rows } = await store.pool.query<{ calls: number }>("select sum(calls)::int as calls from task");
    expect(rows[0]?.calls).toBe(400);
    const misplaced = await store.pool.query(
      `select c.task_id, t.* from call c join trace_task t using (project_id, trace_id)
       where not c.own_task and c.task_id <> case when t.shared or t.task_id is null then c.trace_id else t.task_id end`,
    );
    expect(misplaced.rows).toEqual([]);
  });
});

test("two servers write and fold on one Postgres, one leaves under load, and verify finds nothing", async () => {
  await withProject(async ({ store, projectId, databaseUrl }) => {
    const other = openStore({ databaseUrl });
    const servers = [store, other].map((of) => ({ of, loop: createFoldLoop(of, { intervalMs: 5 }) }));
    for (const { of, loop } of servers) {
      of.recent.open();
      loop.start();
    }
    const random = randomFrom(11);
    const spans = Array.from({ length: 600 }, (_, i) => {
      const traceId = random(60).toString(16).padStart(32, "a");
      const ownTaskId = random(3) === 0 ? `task-${random(20)}` : null;
      return aCall({ traceId, spanId: i.toString(16).padStart(16, "0"), ownTaskId, at: random(100_000) });
    });
    const write = async (of: typeof store, seed: number): Promise<void> => {
      const pick = randomFrom(seed);
      for (let batch = 0; batch < 10; batch++) {
        const calls = Array.from({ length: 20 }, () => spans[pick(spans.length)] ?? aCall());
        await of.write({ projectId, calls, events: [] });
      }
    };
    await Promise.all(servers.flatMap(({ of }, server) => [1, 2, 3, 4].map(async (n) => write(of, server * 10 + n))));
    const rest = Promise.all([5, 6, 7].map(async (n) => write(other, n * 31)));
    await servers[0]?.loop.stop();
    await rest;
    await other.write({ projectId, calls: spans, events: [] });
    await servers[1]?.loop.stop();
    await other.close();
    expect(await foldAndVerify(store)).toEqual([]);
    const { rows } = await store.pool.query<{ calls: number }>("select sum(calls)::int as calls from task");
    expect(rows[0]?.calls).toBe(600);
  });
});

test("several processes make the partitions of one month once", async () => {
  await withProject(async ({ store, projectId }) => {
    const ofMonths = Array.from({ length: 12 }, (_, month) =>
      anEvent({
        ownTaskId: `t${month}`,
        startUs: Date.UTC(2021, month % 3, 5) * 1000,
        endUs: Date.UTC(2021, month % 3, 5) * 1000,
      }),
    );
    const stores = ofMonths.map(() =>
      openStore({ databaseUrl: store.pool.options.connectionString ?? "", poolSize: 1 }),
    );
    await Promise.all(
      stores.map(async (one, i) => one.write({ projectId, calls: [], events: ofMonths.slice(i, i + 1) })),
    );
    await Promise.all(stores.map(async (one) => one.close()));
    const { rows } = await store.pool.query<{ name: string }>(
      "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'task_event'::regclass order by 1",
    );
    expect(rows.map(({ name }) => name)).toEqual(["task_event_2021_01", "task_event_2021_02", "task_event_2021_03"]);
    expect(await foldAndVerify(store)).toEqual([]);
  });
});
