import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { Contender } from "./contenders.ts";
import type { CellReport } from "./fidelity-child.ts";

const CHILD = fileURLToPath(new URL("fidelity-child.ts", import.meta.url));
const LIMIT_MS = 20_000;

export interface Cell {
  readonly name: string;
  readonly true: boolean;
  /** What was not; null for a true cell. */
  readonly why: string | null;
  /** Whether the application saw something else than without a wrapper; its record may be right all the same. */
  readonly disturbed: boolean;
}

/**
 * Runs cases against one emitter in a process of its own. A process that dies is a false cell, and another one goes on with
 * the next case.
 */
export async function measureFidelity(contender: Contender, names: readonly string[]): Promise<Cell[]> {
  const cells: Cell[] = [];
  let child: ChildProcess | null = null;
  for (const name of names) {
    child ??= await start(contender);
    const report = child === null ? null : await ask(child, name);
    if (report === null) child = null;
    cells.push(cellOf(name, report));
  }
  child?.disconnect();
  return cells;
}

function cellOf(name: string, report: CellReport | null): Cell {
  if (report === null) return { name, true: false, why: "the process died", disturbed: true };
  const why = report.application ?? report.record;
  return { name, true: why === null, why, disturbed: report.application !== null };
}

/** Null when it cannot be opened: then each of its cells is false. */
async function start({ name }: Contender): Promise<ChildProcess | null> {
  const child = fork(CHILD, [name], {
    execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
    // Peers speak of what they miss; nobody listens here.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  if ((await next(child)) === "ready") return child;
  child.kill("SIGKILL");
  console.error(`${name} could not be opened: run bench/side-by-side/fidelity-child.ts ${name}`);
  return null;
}

async function ask(child: ChildProcess, name: string): Promise<CellReport | null> {
  child.send(name);
  const answer = await next(child);
  if (answer === null) child.kill("SIGKILL");
  // The child sends nothing else.
  return answer as CellReport | null;
}

/** The next message; null when the process ends or says nothing for too long. */
function next(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    const done = (value: unknown): void => {
      clearTimeout(timer);
      child.off("message", done);
      child.off("exit", died);
      resolve(value);
    };
    const died = (): void => done(null);
    const timer = setTimeout(died, LIMIT_MS);
    child.on("message", done);
    child.on("exit", died);
  });
}
