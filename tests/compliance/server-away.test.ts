import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, test } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";

import { HELLO, openClients, until, valueOf } from "./compare.ts";
import { spansIn, startRecorder } from "./recorder.ts";

const CHAT = { model: "gpt-4o", messages: HELLO };
const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function stage(processes: number): Promise<{
  readonly call: (count: number) => Promise<void>;
  readonly outturns: readonly Outturn[];
  readonly directory: string;
  readonly port: number;
  readonly before: Awaited<ReturnType<typeof startRecorder>>;
}> {
  const provider = await startFakeProvider();
  const before = await startRecorder([{ status: 200 }]);
  const directory = await mkdtemp(join(tmpdir(), "outturn-test-"));
  cleanUps.push(
    () => provider.close(),
    () => rm(directory, { recursive: true }),
  );
  const outturns = Array.from(
    { length: processes },
    () => new Outturn({ url: before.url, key: "k", spool: { directory }, intervalMs: 5 }),
  );
  const clients = outturns.map((outturn) => outturn.observe(openClients(provider).openai));
  const call = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at += 1) {
      await Promise.all(clients.map((client) => client.chat.completions.create(CHAT)));
    }
  };
  return { call, outturns, directory, port: before.port, before };
}

const responseIds = (received: Parameters<typeof spansIn>[0][]): unknown[] =>
  received.flatMap(spansIn).map((span) => valueOf(span, "gen_ai.response.id"));

const files = async (directory: string): Promise<string[]> => {
  const [folder] = await readdir(directory);
  return folder === undefined ? [] : readdir(join(directory, folder));
};

describe("a server that is killed and brought back", () => {
  test.each([1, 3])("gets every call exactly once, from %i recorders on one spool", async (processes) => {
    const { call, outturns, directory, port, before } = await stage(processes);
    await call(20);
    await Promise.all(outturns.map((outturn) => outturn.flush()));
    await before.close();
    await call(20);
    while ((await files(directory)).length === 0) await new Promise((resolve) => setImmediate(resolve));
    await call(20);
    const after = await startRecorder([{ status: 200 }], port);
    cleanUps.push(() => after.close());
    await call(20);
    await Promise.all(outturns.map((outturn) => outturn.shutdown()));
    const arrived = [...responseIds(before.received), ...responseIds(after.received)];
    expect(arrived).toHaveLength(80 * processes);
    expect(new Set(arrived).size).toBe(80 * processes);
    expect(await readdir(directory)).toEqual([]);
  });

  test("gets them in the order in which they were made", async () => {
    const { call, outturns, directory, port, before } = await stage(1);
    await before.close();
    for (let round = 0; round < 5; round += 1) {
      await call(3);
      const kept = (await files(directory)).length;
      await call(1);
      while ((await files(directory)).length <= kept) await new Promise((resolve) => setImmediate(resolve));
    }
    const after = await startRecorder([{ status: 200 }], port);
    cleanUps.push(() => after.close());
    await outturns[0]?.shutdown();
    const starts = after.received.flatMap(spansIn).map((span) => Number(span.startTimeUnixNano));
    expect(starts).toHaveLength(20);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });
});

describe("a spool", () => {
  test("that is turned off leaves nothing on disk", async () => {
    const directory = await mkdtemp(join(tmpdir(), "outturn-test-"));
    cleanUps.push(() => rm(directory, { recursive: true }));
    const provider = await startFakeProvider();
    cleanUps.push(() => provider.close());
    const outturn = new Outturn({ url: "http://127.0.0.1:9", spool: false, intervalMs: 5, maxQueuedSpans: 1 });
    const openai = outturn.observe(openClients(provider).openai);
    await openai.chat.completions.create(CHAT);
    expect(await readdir(directory)).toEqual([]);
  });

  test("that is full keeps the oldest, and what finds no room in memory either is said to be lost", async () => {
    const directory = await mkdtemp(join(tmpdir(), "outturn-test-"));
    cleanUps.push(() => rm(directory, { recursive: true }));
    const provider = await startFakeProvider();
    cleanUps.push(() => provider.close());
    const warnings: string[] = [];
    const outturn = new Outturn({
      url: "http://127.0.0.1:9",
      key: "k",
      // Room for one batch of one span, not for two.
      spool: { directory, maxBytes: 1000 },
      maxQueuedSpans: 2,
      intervalMs: 5,
      onWarning: (text) => warnings.push(text),
    });
    const openai = outturn.observe(openClients(provider).openai);
    await openai.chat.completions.create(CHAT);
    while ((await files(directory)).length === 0) await new Promise((resolve) => setImmediate(resolve));
    const [first] = await files(directory);
    for (let call = 0; call < 4; call += 1) await openai.chat.completions.create(CHAT);
    await until(() => warnings.length > 0);
    expect(warnings[0]).toContain("losing records");
    expect((await files(directory))[0]?.slice(0, 20)).toBe(first?.slice(0, 20));
  });
});

test("an outcome reported meanwhile waits on disk, with who said it, and arrives", async () => {
  const { outturns, port, before } = await stage(1);
  await before.close();
  expect(await outturns[0]?.outcome("lead-1", { outcome: "failed", reason: "late", source: "reviewed" })).toBe(true);
  const after = await startRecorder([{ status: 200 }], port);
  cleanUps.push(() => after.close());
  await outturns[0]?.shutdown();
  const [word] = after.received.flatMap(spansIn);
  expect(valueOf(word, "outturn.task.id")).toBe("lead-1");
  expect(valueOf(word, "outturn.task.outcome_source")).toBe("reviewed");
});
