import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { BlockCost, Order } from "./block-child.ts";
import type { Contender } from "./contenders.ts";
import type { Missing } from "./install-peers.ts";
import type { Workload } from "./workloads.ts";

const CHILD = fileURLToPath(new URL("block-child.ts", import.meta.url));
/** A process that says nothing for so long never will. */
const LIMIT_MS = 90_000;

export interface Plan {
  /**
   * Times that every contender is started anew. How a process happens to be compiled and laid out in memory is luck: the same
   * SDK in two processes differed by 100 µs a streamed call, and stayed so. Only other processes can even that out.
   */
  readonly processes: number;
  /** Blocks of each contender in one of its processes. */
  readonly blocks: number;
  readonly calls: number;
  readonly warmUpCalls: number;
}

/** What was measured of one workload. Blocks stand in the order in which they were made, the same number for each process. */
export interface Blocks {
  readonly perProcess: number;
  readonly of: ReadonlyMap<string, readonly BlockCost[]>;
  /** Contenders of which a process died or fell silent: none of their blocks count. */
  readonly lost: readonly Missing[];
}

/** Contenders make blocks of calls in turn, one at a time, each in a process of its own. */
export async function measureBlocks(contenders: readonly Contender[], workload: Workload, plan: Plan): Promise<Blocks> {
  const of = new Map<string, BlockCost[]>(contenders.map(({ name }) => [name, []]));
  const lost = new Map<string, string>();
  const order = (calls: number): Order => ({ kind: "block", workload: workload.name, calls });
  for (let run = 0; run < plan.processes; run += 1) {
    const running = await startAll(
      contenders.filter(({ name }) => !lost.has(name)),
      workload.answer.tools,
    );
    const everybody = async (calls: number, round: number, take: (name: string, cost: BlockCost) => void) => {
      for (const one of rotate(running, round)) {
        if (one.lost === null) await one.ask(order(calls), (cost) => take(one.name, cost as BlockCost));
      }
    };
    await everybody(plan.warmUpCalls, 0, () => undefined);
    for (let round = 0; round < plan.blocks; round += 1) {
      await everybody(plan.calls, round, (name, cost) => of.get(name)?.push(cost));
    }
    for (const one of running) {
      if (one.lost !== null) lost.set(one.name, one.lost);
      one.stop();
    }
  }
  for (const name of lost.keys()) of.delete(name);
  return { perProcess: plan.blocks, of, lost: [...lost].map(([name, why]) => ({ name, why })) };
}

/** Bytes that a call holds while it waits for its answer, for each contender that lives to tell. */
export async function measureHeld(contenders: readonly Contender[], calls: number): Promise<Map<string, number>> {
  const held = new Map<string, number>();
  for (const one of await startAll(contenders, false)) {
    await one.ask({ kind: "block", workload: "plain", calls: 500 }, () => undefined);
    await one.ask({ kind: "held", calls }, () => undefined);
    await one.ask({ kind: "held", calls }, (bytes) => held.set(one.name, bytes as number));
    one.stop();
  }
  return held;
}

async function startAll(contenders: readonly Contender[], content: boolean): Promise<Running[]> {
  const running: Running[] = [];
  for (const { name } of contenders) running.push(await Running.start(name, content));
  return running;
}

/** A contender's process. States: alive → lost, when it dies or says nothing for too long; a lost one takes no more orders. */
class Running {
  readonly name: string;
  /** Why it was lost; null while it lives. */
  lost: string | null = null;
  readonly #child: ChildProcess;
  #said = "";

  private constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.#child = child;
    child.stderr?.on("data", (text: Buffer) => (this.#said = `${this.#said}${text.toString()}`.slice(-2000)));
  }

  static async start(name: string, content: boolean): Promise<Running> {
    const child = fork(CHILD, [name, content ? "content" : "lean"], {
      execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const running = new Running(name, child);
    await running.#hear(() => undefined);
    return running;
  }

  /** Gives an order and hands its answer on; the child answers each with what the order's kind says, and nothing else. */
  async ask(order: Order, take: (answer: unknown) => void): Promise<void> {
    if (this.lost !== null) return;
    this.#child.send(order, (error) => error && this.#lose("its process died"));
    await this.#hear(take);
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  #hear(take: (answer: unknown) => void): Promise<void> {
    return new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        this.#child.off("message", heard).off("exit", died);
        resolve();
      };
      const heard = (answer: unknown): void => {
        take(answer);
        over();
      };
      const died = (code: number | null): void => {
        this.#lose(code === null ? "its process was killed" : `its process ended with ${code}`);
        over();
      };
      const timer = setTimeout(() => {
        this.#lose(`its process said nothing for ${LIMIT_MS / 1000} s`);
        this.#child.kill("SIGKILL");
        over();
      }, LIMIT_MS);
      this.#child.once("message", heard).once("exit", died);
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) died(this.#child.exitCode);
    });
  }

  #lose(why: string): void {
    const error = this.#said.split("\n").findLast((line) => /error/i.test(line));
    this.lost ??= error === undefined ? why : `${why}: ${error.trim().slice(0, 160)}`;
  }
}

/** Begins with another contender each round, so that nobody always follows the same one. */
function rotate<T>(values: readonly T[], by: number): T[] {
  const at = by % Math.max(1, values.length);
  return [...values.slice(at), ...values.slice(0, at)];
}
