// One contender in a process of its own: makes blocks of calls when its parent says so, and says what each block cost.
import { CONTENDERS } from "./contenders.ts";
import { loadFrom } from "./load-from.ts";
import { fetchOf, WORKLOADS } from "./workloads.ts";
import type { Workload } from "./workloads.ts";
import type { SdkClient } from "./seen.ts";

/** What one block cost a call, in microseconds. */
export interface BlockCost {
  readonly wallP50: number;
  /** Of the whole process: calls, encoding, export and collection of garbage. */
  readonly cpu: number;
}

export type Order =
  | { readonly kind: "block"; readonly workload: string; readonly calls: number }
  | { readonly kind: "held"; readonly calls: number };

const [, , name, content] = process.argv;
const contender = CONTENDERS.find((one) => one.name === name);
if (contender === undefined) throw new Error(`There is no contender "${name ?? ""}"`);
const subject = await contender.open({
  load: loadFrom(contender.folder),
  keep: false,
  content: content === "content",
});
const clients = new Map<string, SdkClient>();

process.on("message", (order: Order) => {
  const work = order.kind === "block" ? block(workloadOf(order.workload), order.calls) : held(order.calls);
  work.then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      console.error(`${name}: ${String(error)}`);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");

function workloadOf(wanted: string): Workload {
  const found = WORKLOADS.find((one) => one.name === wanted);
  if (found === undefined) throw new Error(`There is no workload "${wanted}"`);
  return found;
}

function open(fetch: typeof globalThis.fetch): SdkClient {
  return subject.wrap(new subject.sdk({ apiKey: "fake", fetch, maxRetries: 0 }));
}

async function block(workload: Workload, calls: number): Promise<BlockCost> {
  const client = clients.get(workload.name) ?? open(fetchOf(workload));
  clients.set(workload.name, client);
  const walls = new Float64Array(calls);
  const before = process.cpuUsage();
  await subject.around(async () => {
    for (let i = 0; i < calls; i += 1) {
      const began = performance.now();
      await workload.call(client);
      walls[i] = performance.now() - began;
    }
  });
  await subject.flush();
  const { user, system } = process.cpuUsage(before);
  walls.sort();
  return { wallP50: (walls[calls >> 1] ?? 0) * 1000, cpu: (user + system) / calls };
}

/** Bytes of heap that one call holds while its answer is awaited. */
async function held(calls: number): Promise<number> {
  const releases: (() => void)[] = [];
  const answer = fetchOf(workloadOf("plain"));
  const client = open(async (input, init) => {
    await new Promise<void>((resolve) => releases.push(resolve));
    return answer(input, init);
  });
  const call = (): Promise<void> => workloadOf("plain").call(client);
  let bytes = 0;
  await subject.around(async () => {
    const before = await heap();
    const pending = Array.from({ length: calls }, call);
    while (releases.length < calls) await new Promise((resolve) => setImmediate(resolve));
    bytes = ((await heap()) - before) / calls;
    for (const release of releases) release();
    await Promise.all(pending);
  });
  await subject.flush();
  return bytes;
}

/** Bytes of heap in use after everything that can be collected has been. */
async function heap(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}
