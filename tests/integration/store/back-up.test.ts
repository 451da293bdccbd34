import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";

import { expect, test } from "vitest";

import { backUp } from "#lib/store/back-up.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { openStore } from "#lib/store/open-store.ts";
import type { Store } from "#lib/store/open-store.ts";
import { restore } from "#lib/store/restore.ts";
import { withEmptyDatabase } from "#tests/support/database-template.ts";
import { aCall, anOutcome } from "#tests/unit/fold/build-rows.ts";

import { foldAndVerify, rollupsOf, withProject } from "./open-project.ts";

const DAY_S = 86_400;

async function backedUp(databaseUrl: string): Promise<Buffer> {
  const stream = new PassThrough();
  const [bytes] = await Promise.all([buffer(stream), backUp(databaseUrl, stream)]);
  return bytes;
}

/** Cut at odd places, as a file system might. */
function inPieces(bytes: Buffer, size: number): AsyncIterable<Buffer> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return Readable.from(pieces);
}

async function onRestored(
  bytes: Buffer,
  work: (store: Store, url: string) => Promise<void>,
  size = 1_000,
): Promise<void> {
  await withEmptyDatabase(async (url) => {
    await restore(url, inPieces(bytes, size));
    const store = openStore({ databaseUrl: url });
    try {
      await work(store, url);
    } finally {
      await store.close();
    }
  });
}

/** Writes one call after another, each a task of its own, and tells which were acknowledged, until told to stop. */
function keepWriting(store: Store, projectId: string): { acknowledged: string[]; stop: () => Promise<void> } {
  const acknowledged: string[] = [];
  const end = new AbortController();
  const writing = (async () => {
    for (let i = 0; !end.signal.aborted; i++) {
      const id = `task-${i}`;
      const spanId = i.toString(16).padStart(16, "0");
      await store.write({
        projectId,
        calls: [aCall({ ownTaskId: id, traceId: spanId.repeat(2), spanId })],
        events: [],
      });
      acknowledged.push(id);
    }
  })();
  return {
    acknowledged,
    stop: async () => {
      end.abort();
      await writing;
    },
  };
}

test("a backup restored elsewhere has the same rows and roll-ups, in months past and to come", async () => {
  await withProject(async (open) => {
    const { store, projectId, databaseUrl } = open;
    const calls = [aCall(), aCall({ at: -40 * DAY_S, spanId: "0a" }), aCall({ at: 40 * DAY_S, spanId: "0b" })];
    const strange = anOutcome("failed", { reason: "tab\t, line\n, \\. and \\N and 🎈" });
    await store.write({ projectId, calls, events: [strange] });
    await foldUntilClean(store);
    const before = await rollupsOf(open);
    const bytes = await backedUp(databaseUrl);
    for (const size of [1, 7, 100_000]) {
      await onRestored(
        bytes,
        async (restored, url) => {
          expect(await rollupsOf({ store: restored, projectId, databaseUrl: url })).toEqual(before);
          expect(await foldAndVerify(restored)).toEqual([]);
        },
        size,
      );
    }
  });
});

test("every call acknowledged before a backup under load is in it, and its roll-ups are exact", async () => {
  await withProject(async ({ store, projectId, databaseUrl }) => {
    const writer = keepWriting(store, projectId);
    await expect.poll(() => writer.acknowledged.length).toBeGreaterThan(20);
    await foldUntilClean(store);
    const before = [...writer.acknowledged];
    const bytes = await backedUp(databaseUrl);
    await writer.stop();
    await onRestored(bytes, async (restored) => {
      expect(await foldAndVerify(restored)).toEqual([]);
      const tasks = await restored.prisma.task.findMany({ select: { task_id: true } });
      expect(tasks.map(({ task_id }) => task_id)).toEqual(expect.arrayContaining(before));
    });
  });
});

test("work goes on after a restore: new calls are written and folded", async () => {
  await withProject(async ({ store, projectId, databaseUrl }) => {
    await store.write({ projectId, calls: [aCall()], events: [] });
    await onRestored(await backedUp(databaseUrl), async (restored) => {
      await restored.write({ projectId, calls: [aCall({ at: 5, spanId: "0c" })], events: [] });
      expect(await foldAndVerify(restored)).toEqual([]);
      expect(await restored.prisma.task.findFirst()).toMatchObject({ calls: 2 });
    });
  });
});

test("a backup is never mixed with what is there, and half of one leaves nothing and may be followed by the whole", async () => {
  await withProject(async ({ databaseUrl }) => {
    const bytes = await backedUp(databaseUrl);
    await expect(restore(databaseUrl, inPieces(bytes, 1_000))).rejects.toThrow("This database is not empty");
    await withEmptyDatabase(async (url) => {
      const half = bytes.subarray(0, bytes.length - 40);
      await expect(restore(url, inPieces(half, 1_000))).rejects.toThrow("The backup is not whole");
      const store = openStore({ databaseUrl: url });
      expect(await store.prisma.project.count()).toBe(0);
      await restore(url, inPieces(bytes, 1_000));
      expect(await store.prisma.project.count()).toBe(1);
      await store.close();
    });
  });
});

test("a file that is no backup, and one of a later version, are called what they are", async () => {
  await withEmptyDatabase(async (url) => {
    await expect(restore(url, Readable.from([Buffer.from("hello\n")]))).rejects.toThrow(
      "not a backup that outturn wrote",
    );
    const later = { format: "outturn-backup-1", at: "", migrations: ["9999_later"], months: [] };
    await expect(restore(url, Readable.from([Buffer.from(`${JSON.stringify(later)}\n`)]))).rejects.toThrow(
      'comes from a later version (its schema has "9999_later")',
    );
  });
});
