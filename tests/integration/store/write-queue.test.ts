import { expect, test } from "vitest";

import { openStore } from "#lib/store/open-store.ts";
import { QUEUE_LIMITS } from "#lib/store/write-queue.ts";
import { aCall } from "#tests/unit/fold/build-rows.ts";

import { foldAndVerify, withProject } from "./open-project.ts";

test("200 writers at once share few transactions, and each call is there once", async () => {
  await withProject(async ({ store, projectId }) => {
    const before = await transactionsOf(store);
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) =>
        store.write({ projectId, calls: [aCall({ ownTaskId: `t${i % 17}`, at: i })], events: [] }),
      ),
    );
    expect(await store.prisma.call.count()).toBe(200);
    expect((await transactionsOf(store)) - before).toBeLessThan(50);
    expect(await foldAndVerify(store)).toEqual([]);
  });
});

test("a batch that Postgres refuses fails alone, whole, and its neighbours are committed", async () => {
  await withProject(async ({ store, projectId }) => {
    const ended = await Promise.allSettled(
      Array.from({ length: 20 }, async (_, i) => {
        const good = aCall({ ownTaskId: `t${i}` });
        // Postgres has no instant this late.
        const bad = aCall({ ownTaskId: `t${i}`, endUs: 1e30 });
        await store.write({ projectId, calls: i === 7 ? [good, bad] : [good], events: [] });
      }),
    );
    expect(ended.flatMap(({ status }, i) => (status === "rejected" ? [i] : []))).toEqual([7]);
    const { rows } = await store.pool.query<{ task_id: string }>("select task_id from call");
    expect(rows.map(({ task_id }) => task_id).sort()).toEqual(
      Array.from({ length: 20 }, (_, i) => `t${i}`)
        .filter((task) => task !== "t7")
        .sort(),
    );
    expect(await foldAndVerify(store)).toEqual([]);
  });
});

test("a full queue refuses what it cannot hold, and what it acknowledged is there", async () => {
  await withProject(async ({ databaseUrl, projectId, store }) => {
    const small = openStore({ databaseUrl, queueLimits: { ...QUEUE_LIMITS, rows: 50 } });
    const calls = Array.from({ length: 40 }, (_, writer) =>
      Array.from({ length: 5 }, (_unused, i) => aCall({ spanId: (writer * 5 + i).toString(16).padStart(16, "0") })),
    );
    const ended = await Promise.allSettled(
      calls.map(async (batch) => small.write({ projectId, calls: batch, events: [] })),
    );
    const refused = ended.filter((one) => one.status === "rejected");
    expect(refused.length).toBe(30);
    expect(refused[0]?.reason).toMatchObject({ code: "too_many_requests", status: 429, retryAfter: 1 });
    await small.close();
    expect(await store.prisma.call.count()).toBe(50);
  });
});

test("closing the store waits for what was being written", async () => {
  await withProject(async ({ databaseUrl, projectId, store }) => {
    const other = openStore({ databaseUrl });
    const written = Array.from({ length: 30 }, async () => other.write({ projectId, calls: [aCall()], events: [] }));
    await other.close();
    await Promise.all(written);
    expect(await store.prisma.call.count()).toBe(30);
  });
});

/** Transactions that wrote, counted by the ids they were given; asking takes none. */
async function transactionsOf({
  pool,
}: {
  pool: { query: (text: string) => Promise<{ rows: unknown[] }> };
}): Promise<number> {
  const { rows } = await pool.query("select pg_snapshot_xmax(pg_current_snapshot())::text as next");
  return Number((rows[0] as { next: string }).next);
}
