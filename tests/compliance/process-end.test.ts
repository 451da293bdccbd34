import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, describe, expect, test } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import type { FakeProvider } from "#tests/support/fake-provider.ts";

import { until, valueOf } from "./compare.ts";
import { spansIn, startRecorder } from "./recorder.ts";
import type { Recorder } from "./recorder.ts";

const PROGRAM = fileURLToPath(new URL("programs/call-and-end.ts", import.meta.url));
const LONG = { text: "one two three four five six seven eight nine ten", chunkDelayMs: 200 };

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

interface Stage {
  readonly provider: FakeProvider;
  readonly recorder: Recorder;
  readonly spool: string;
  readonly run: (args: readonly string[], whenChunk?: (pid: number) => void) => Promise<Ended>;
}

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

async function stage(): Promise<Stage> {
  const provider = await startFakeProvider();
  const recorder = await startRecorder([{ status: 200 }]);
  const spool = await mkdtemp(join(tmpdir(), "outturn-test-"));
  cleanUps.push(
    () => provider.close(),
    () => recorder.close(),
    () => rm(spool, { recursive: true }),
  );
  const env = {
    PATH: process.env["PATH"],
    NODE_ENV: "test" as const,
    OPENAI_BASE_URL: provider.openaiBaseUrl,
    OUTTURN_URL: recorder.url,
    OUTTURN_INGEST_KEY: "ingest-key",
    OUTTURN_SPOOL: spool,
  };
  const run: Stage["run"] = (args, whenChunk) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [PROGRAM, ...args], { env });
      let output = "";
      const hear = (text: Buffer): void => {
        output += text.toString();
        if (whenChunk && child.pid !== undefined && text.includes("chunk")) whenChunk(child.pid);
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", (text: Buffer) => void (output += text.toString()));
      child.on("error", reject);
      child.on("exit", (code, signal) => resolve({ code, signal, output }));
    });
  return { provider, recorder, spool, run };
}

/** Starts another process's library on the same spool, and waits for what it delivers. */
async function replay({ recorder, spool }: Stage, port: number): Promise<Recorder> {
  const back = await startRecorder([{ status: 200 }], port);
  cleanUps.push(() => back.close());
  const next = new Outturn({ url: recorder.url, key: "ingest-key", spool: { directory: spool }, intervalMs: 5 });
  await until(() => back.received.length > 0);
  await next.shutdown();
  return back;
}

describe("a process that ends", () => {
  test("by itself has delivered its records", async () => {
    const { run, recorder } = await stage();
    expect(await run(["itself"])).toMatchObject({ code: 0, signal: null });
    expect(recorder.received.flatMap(spansIn)).toHaveLength(1);
  });

  test.each([
    ["exit", 3],
    ["throw", 1],
  ])("by %s keeps its exit code, and leaves its records to the next process", async (how, code) => {
    const staged = await stage();
    expect(await staged.run([how])).toMatchObject({ code, signal: null });
    const { port } = staged.recorder;
    const before = staged.recorder.received.flatMap(spansIn).length;
    await staged.recorder.close();
    const after = before === 1 ? [] : (await replay(staged, port)).received.flatMap(spansIn);
    expect(before + after.length).toBe(1);
  });

  test("by SIGTERM in the middle of a stream ends by that signal, and the record is there", async () => {
    const { provider, run, recorder } = await stage();
    provider.script(LONG);
    const ended = await run(["stream"], (pid) => process.kill(pid, "SIGTERM"));
    expect(ended).toMatchObject({ code: null, signal: "SIGTERM" });
    const spans = recorder.received.flatMap(spansIn);
    expect(spans).toHaveLength(1);
    expect(valueOf(spans[0], "outturn.usage.estimated")).toBe(true);
    expect(valueOf(spans[0], "outturn.failure")).toBe("aborted");
  });

  test("by SIGINT does too", async () => {
    const { provider, run, recorder } = await stage();
    provider.script(LONG);
    const ended = await run(["stream"], (pid) => process.kill(pid, "SIGINT"));
    expect(ended.signal).toBe("SIGINT");
    expect(recorder.received.flatMap(spansIn)).toHaveLength(1);
  });

  test("by its own SIGTERM listener decides itself how, and the record is sent or kept", async () => {
    const staged = await stage();
    staged.provider.script(LONG);
    const ended = await staged.run(["stream", "yes"], (pid) => process.kill(pid, "SIGTERM"));
    expect(ended).toMatchObject({ code: 7, signal: null });
    expect(ended.output).toContain("own listener");
    const { port } = staged.recorder;
    await staged.recorder.close();
    expect((await replay(staged, port)).received.flatMap(spansIn)).toHaveLength(1);
  });

  test("while the server is away leaves its records to the next process", async () => {
    const staged = await stage();
    const { port } = staged.recorder;
    await staged.recorder.close();
    staged.provider.script(LONG);
    const ended = await staged.run(["stream"], (pid) => process.kill(pid, "SIGTERM"));
    expect(ended.signal).toBe("SIGTERM");
    expect((await replay(staged, port)).received.flatMap(spansIn)).toHaveLength(1);
  });
});
