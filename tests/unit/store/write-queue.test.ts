import { expect, test } from "vitest";

import type { Batch } from "#lib/domain/call.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { createWriteQueue, QUEUE_LIMITS } from "#lib/store/write-queue.ts";
import { aCall } from "#tests/unit/fold/build-rows.ts";

function batchOf(model: string, rows = 1, projectId = "p"): Batch {
  return { projectId, calls: Array.from({ length: rows }, () => aCall({ model })), events: [] };
}

/** A database that commits one transaction a `step`, and refuses rows of the model "bad". */
function steppedDatabase(): { commit: (batch: Batch) => Promise<void>; step: () => Promise<void>; log: string[] } {
  const under: { batch: Batch; end: (error?: Error) => void }[] = [];
  const log: string[] = [];
  const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    log,
    commit: async (batch) =>
      new Promise((resolve, reject) => {
        under.push({ batch, end: (error) => (error ? reject(error) : resolve()) });
      }),
    step: async () => {
      const next = under.shift();
      const models = next?.batch.calls.map(({ model }) => model) ?? [];
      const isBad = models.includes("bad");
      log.push(`${isBad ? "refused" : "committed"} ${next?.batch.projectId}: ${models.join(" ")}`);
      next?.end(isBad ? new Error("timestamp out of range") : undefined);
      await settle();
    },
  };
}

const ONE_WRITER = { ...QUEUE_LIMITS, writers: 1 };

test("batches that arrive while one is written go together in the next transaction", async () => {
  const { commit, step, log } = steppedDatabase();
  const queue = createWriteQueue(commit, ONE_WRITER);
  const written = ["a", "b", "c"].map(async (model) => queue.write(batchOf(model)));
  await step();
  await step();
  await Promise.all(written);
  expect(log).toEqual(["committed p: a", "committed p: b c"]);
});

test("a batch is acknowledged only once its own transaction has ended", async () => {
  const { commit, step } = steppedDatabase();
  const queue = createWriteQueue(commit, ONE_WRITER);
  const ended: string[] = [];
  void queue.write(batchOf("a")).then(() => ended.push("a"));
  void queue.write(batchOf("b")).then(() => ended.push("b"));
  expect(ended).toEqual([]);
  await step();
  expect(ended).toEqual(["a"]);
  await step();
  expect(ended).toEqual(["a", "b"]);
});

test("a batch that fails alone fails none of those it was written with", async () => {
  const { commit, step, log } = steppedDatabase();
  const queue = createWriteQueue(commit, ONE_WRITER);
  const written = Promise.allSettled(["first", "a", "bad", "b", "c"].map(async (model) => queue.write(batchOf(model))));
  for (let i = 0; i < 6; i++) await step();
  expect((await written).map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  expect(log).toEqual([
    "committed p: first",
    "refused p: a bad b c",
    "refused p: a bad",
    "committed p: a",
    "refused p: bad",
    "committed p: b c",
  ]);
});

test("a database that is gone is asked once, and every batch hears that it is to be sent again", async () => {
  let asked = 0;
  const queue = createWriteQueue(async () => {
    asked++;
    await new Promise((resolve) => setImmediate(resolve));
    throw new OutturnError("unavailable", "gone", { retryAfter: 1 });
  }, ONE_WRITER);
  const written = await Promise.allSettled(["a", "b", "c"].map(async (model) => queue.write(batchOf(model))));
  const codes = written.map((one) =>
    one.status === "rejected" && one.reason instanceof OutturnError ? one.reason.code : null,
  );
  expect(codes).toEqual(["unavailable", "unavailable", "unavailable"]);
  expect(asked).toBe(2);
});

test.each([
  ["rows", { rows: 10 }, 6],
  ["bytes", { bytes: 20_000 }, 6],
])(
  "beyond its %s the queue refuses with a time to come back, and takes more once it has written",
  async (_, limit, rows) => {
    const { commit, step } = steppedDatabase();
    const queue = createWriteQueue(commit, { ...ONE_WRITER, ...limit });
    const first = queue.write(batchOf("a", rows));
    await expect(queue.write(batchOf("b", rows))).rejects.toMatchObject({ code: "too_many_requests", retryAfter: 1 });
    await step();
    await first;
    const second = queue.write(batchOf("b", rows));
    await step();
    await second;
  },
);

test("a batch larger than the queue is taken when nothing else waits", async () => {
  const { commit, step } = steppedDatabase();
  const queue = createWriteQueue(commit, { ...ONE_WRITER, rows: 2, rowsTogether: 2 });
  const written = queue.write(batchOf("a", 5));
  await step();
  await written;
});

test("projects take turns and never share a transaction", async () => {
  const { commit, step, log } = steppedDatabase();
  const queue = createWriteQueue(commit, { ...ONE_WRITER, rowsTogether: 2 });
  const written = [
    ...["a", "b", "c", "d", "e"].map(async (model) => queue.write(batchOf(model, 1, "busy"))),
    queue.write(batchOf("x", 1, "quiet")),
  ];
  for (let i = 0; i < 4; i++) await step();
  await Promise.all(written);
  expect(log).toEqual(["committed busy: a", "committed busy: b c", "committed quiet: x", "committed busy: d e"]);
});
