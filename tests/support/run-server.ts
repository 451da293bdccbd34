import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** As npm start runs it (scripts/prepare.mjs). */
const NODE_FLAGS = [
  "--disable-warning=ExperimentalWarning",
  "--max-semi-space-size=8",
  "--heap-growing-percent=70",
  "--v8-pool-size=2",
];
const MEMORY_ENV = { MALLOC_ARENA_MAX: "2", MALLOC_TRIM_THRESHOLD_: "1000000" };
const MAIN = resolve(import.meta.dirname, "../../lib/cli/main.ts");

export interface Run {
  readonly child: ChildProcess;
  readonly url: string;
  readonly dataDir: string;
  /** Everything it has printed so far, both streams. */
  output(): string;
  /** Resolves with the exit status, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export type Environment = Readonly<Record<string, string>>;

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((found) => {
    server.listen(0, () => {
      const address = server.address();
      server.close(() => {
        found(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  });
}

export async function makeDataDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), "outturn-server-"));
}

/** Starts `outturn serve` as its own process, without the sample unless other arguments are given. */
export async function startServer(
  dataDir: string,
  env: Environment = {},
  args: readonly string[] = ["--no-sample"],
): Promise<Run> {
  const port = env["PORT"] ?? String(await freePort());
  const child = spawn(process.execPath, [...NODE_FLAGS, MAIN, "serve", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...MEMORY_ENV, ...process.env, DATABASE_URL: "", ...env, PORT: port, OUTTURN_DATA_DIR: dataDir },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
  }
  const ended = new Promise<number | string>((end) => {
    child.once("exit", (code, signal) => {
      end(code ?? signal ?? "");
    });
  });
  return { child, url: `http://localhost:${port}`, dataDir, output: () => output, ended };
}

/** Resolves at the `ready` line. @throws Error with the output when the server ends first. */
export async function whenReady(run: Run): Promise<Run> {
  const stdout = run.child.stdout;
  if (stdout === null) throw new Error("the server's output is not a pipe");
  await new Promise<void>((ready, reject) => {
    const look = (): void => {
      if (/^ready http/m.test(run.output())) ready();
    };
    stdout.on("data", look);
    void run.ended.then((status) => {
      reject(new Error(`the server ended with ${status} before it was ready:\n${run.output()}`));
    });
    look();
  });
  return run;
}

/** Ends a server as an operator does, and removes what it kept. */
export async function stopServer(run: Run): Promise<void> {
  run.child.kill("SIGTERM");
  await run.ended;
  await rm(run.dataDir, { recursive: true, force: true });
}

/** Runs one command of the command line to its end. */
export async function runCommand(
  args: readonly string[],
  env: Environment,
): Promise<{ status: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [...NODE_FLAGS, MAIN, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, DATABASE_URL: "", ...env },
  });
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (texts.stdout += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (texts.stderr += chunk.toString("utf8")));
  const status = await new Promise<number>((end) => {
    child.once("close", (code) => {
      end(code ?? 1);
    });
  });
  return { status, ...texts };
}
