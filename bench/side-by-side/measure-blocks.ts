import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { BlockCost, Order } from "./block-child.ts";
import type { Contender } from "./contenders.ts";
import type { Workload } from "./workloads.ts";

const CHILD = fileURLToPath(new URL("block-child.ts", import.meta.url));

export interface Plan {
  /** Times that every contender is started anew: how a process happens to be laid out in memory is luck of its own. */
  readonly processes: number;
  /** Blocks of each contender in one of its processes. */
  readonly blocks: number;
  readonly calls: number;
  readonly warmUpCalls: number;
}

/** Name of a contender → its blocks in the order in which they were made. */
export type Blocks = ReadonlyMap<string, readonly BlockCost[]>;

/** Contenders make blocks of calls in turn, one at a time, each in a process of its own. */
export async function measureBlocks(contenders: readonly Contender[], workload: Workload, plan: Plan): Promise<Blocks> {
  const blocks = new Map<string, BlockCost[]>(contenders.map(({ name }) => [name, []]));
  const order = (calls: number): Order => ({ kind: "block", workload: workload.name, calls });
  for (let run = 0; run < plan.processes; run += 1) {
    const children = await startAll(contenders, workload.answer.tools);
    for (const { child } of children) await ask(child, order(plan.warmUpCalls));
    for (let round = 0; round < plan.blocks; round += 1) {
      for (const { name, child } of rotate(children, round)) {
        // The child answers this order with nothing else.
        blocks.get(name)?.push((await ask(child, order(plan.calls))) as BlockCost);
      }
    }
    for (const { child } of children) child.disconnect();
  }
  return blocks;
}

/** Bytes that a call holds while it waits for its answer, for each contender. */
export async function measureHeld(contenders: readonly Contender[], calls: number): Promise<Map<string, number>> {
  const held = new Map<string, number>();
  for (const { name, child } of await startAll(contenders, false)) {
    await ask(child, { kind: "block", workload: "plain", calls: 500 });
    await ask(child, { kind: "held", calls });
    // The child answers this order with nothing else.
    held.set(name, (await ask(child, { kind: "held", calls })) as number);
    child.disconnect();
  }
  return held;
}

interface Running {
  readonly name: string;
  readonly child: ChildProcess;
}

async function startAll(contenders: readonly Contender[], content: boolean): Promise<Running[]> {
  const children: Running[] = [];
  for (const { name } of contenders) {
    const child = fork(CHILD, [name, content ? "content" : "lean"], {
      execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    await next(child, name);
    children.push({ name, child });
  }
  return children;
}

async function ask(child: ChildProcess, order: Order): Promise<unknown> {
  child.send(order);
  return next(child, child.spawnargs.join(" "));
}

function next(child: ChildProcess, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const heard = (value: unknown): void => {
      child.off("exit", died);
      resolve(value);
    };
    const died = (code: number | null): void => reject(new Error(`${name} ended with ${code ?? "a signal"}`));
    child.once("message", heard);
    child.once("exit", died);
  });
}

/** Begins with another contender each round, so that nobody always follows the same one. */
function rotate<T>(values: readonly T[], by: number): T[] {
  const at = by % values.length;
  return [...values.slice(at), ...values.slice(0, at)];
}
