import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";

import { startFakeProvider } from "#tests/support/fake-provider.ts";
import type { FakeProvider } from "#tests/support/fake-provider.ts";

import { valueOf } from "./compare.ts";
import { spansIn, startRecorder } from "./recorder.ts";
import type { Recorder } from "./recorder.ts";

const GUIDES = new URL("../../docs/guides.md", import.meta.url);
let folder = "";
let provider: FakeProvider;
let recorder: Recorder;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outturn-guides-"));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  provider = await startFakeProvider();
  recorder = await startRecorder([{ status: 200 }]);
  vi.stubEnv("OPENAI_API_KEY", "fake");
  vi.stubEnv("OPENAI_BASE_URL", provider.openaiBaseUrl);
  vi.stubEnv("OUTTURN_URL", recorder.url);
  vi.stubEnv("OUTTURN_INGEST_KEY", "k");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await provider.close();
  await recorder.close();
});

/** A program of the guides as a file, its packages found from here. */
async function programOf(title: string): Promise<string> {
  const page = await readFile(GUIDES, "utf8");
  const code = new RegExp(`\`\`\`js title="${title}"\n(.*?)\`\`\``, "s").exec(page)?.[1];
  if (code === undefined) throw new Error(`docs/guides.md has no program "${title}"`);
  const found = code
    .replace('from "outturn"', `from ${JSON.stringify(new URL("../../lib/capture/index.ts", import.meta.url).href)}`)
    .replace('from "openai"', `from ${JSON.stringify(import.meta.resolve("openai"))}`);
  const file = join(folder, `${title}.mjs`);
  await writeFile(file, found);
  return file;
}

const tasks = (): unknown[] =>
  recorder.received
    .flatMap(spansIn)
    .filter(({ kind }) => kind === 1)
    .map((span) => [valueOf(span, "outturn.task.id"), valueOf(span, "outturn.task.outcome")]);

test("the program for plain Node records its task, in a worker thread", async () => {
  const worker = new Worker(await programOf("node"), { env: { ...process.env } });
  const code = await new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
  expect(code).toBe(0);
  expect(tasks()).toEqual([["greeting-1", "succeeded"]]);
  expect(recorder.received.flatMap(spansIn)).toHaveLength(2);
});

test("the serverless handler has delivered its records when it answers, each time", async () => {
  const program: unknown = await import(/* @vite-ignore */ pathToFileURL(await programOf("serverless")).href);
  const { handler } = program as { handler: (event: object) => Promise<string> };
  expect(await handler({ ticket: "t-1", question: "Say hello" })).toBe("Hello.");
  expect(tasks()).toEqual([["t-1", "succeeded"]]);
  await handler({ ticket: "t-2", question: "Say hello" });
  expect(tasks()).toEqual([
    ["t-1", "succeeded"],
    ["t-2", "succeeded"],
  ]);
});
