import type { BlockCost } from "./block-child.ts";
import type { Contender } from "./contenders.ts";
import type { Blocks } from "./measure-blocks.ts";
import { estimate, pairedDifference } from "./paired.ts";
import type { Estimate } from "./paired.ts";
import { WORKLOADS } from "./workloads.ts";

/** What a contender adds to the bare SDK, in microseconds a call. */
export interface CostRow {
  readonly name: string;
  readonly wall: Estimate;
  readonly cpu: Estimate;
  /** Whether it records such a call truly; null where that was not asked. */
  readonly true: boolean | null;
  /** How much more than the best peer that does; only for ours, null where there is no such peer. */
  readonly overBest: { readonly wall: OverBest | null; readonly cpu: OverBest | null } | null;
}

interface OverBest {
  readonly peer: string;
  readonly by: Estimate;
}

export interface CostTable {
  readonly title: string;
  readonly workload: string;
  readonly rows: readonly CostRow[];
  readonly lines: readonly string[];
}

type Metric = "wallP50" | "cpu";

const isOurs = ({ packageName }: Contender): boolean => packageName === null;
const bareOf = ({ folder }: Contender): string => (folder === "openai-7" ? "bare" : "bare-6");
const isBare = ({ name }: Contender): boolean => name.startsWith("bare");

interface CostOptions {
  readonly name: string;
  readonly blocks: Blocks;
  readonly contenders: readonly Contender[];
  readonly truth: ReadonlyMap<string, ReadonlySet<string>>;
}

/** One workload's table: medians of paired differences to the bare SDK, with their intervals. */
export function costTable({ name, blocks, contenders, truth }: CostOptions): CostTable {
  const cell = WORKLOADS.find((workload) => workload.name === name)?.cell ?? null;
  const trueFor = cell === null ? undefined : truth.get(cell);
  const there = contenders.filter((contender) => blocks.of.has(contender.name));
  const added = (contender: Contender, metric: Metric): number[] => addedBy(contender, blocks, metric);
  const row = (contender: Contender): CostRow => {
    const peers = there.filter((peer) => !isOurs(peer) && trueFor?.has(peer.name) && peer.folder === contender.folder);
    const over = (metric: Metric): OverBest | null => overBest(contender, { peers, added, metric, blocks });
    return {
      name: contender.name,
      wall: estimate(added(contender, "wallP50"), blocks.perProcess),
      cpu: estimate(added(contender, "cpu"), blocks.perProcess),
      true: trueFor === undefined ? null : trueFor.has(contender.name),
      overBest: isOurs(contender) ? { wall: over("wallP50"), cpu: over("cpu") } : null,
    };
  };
  const rows = there.filter((contender) => !isBare(contender)).map(row);
  const bare = there.filter(isBare).map((one) => {
    const of = (metric: Metric): string => show(estimate(valuesOf(blocks, one.name, metric), blocks.perProcess));
    return `${one.name.padEnd(15)} ${of("wallP50").padEnd(24)} ${of("cpu").padEnd(24)} (itself)`;
  });
  const pairs = rows[0]?.wall.pairs ?? 0;
  const title = `${name}: µs added to a call, median of ${pairs} pairs [95 % interval]`;
  const lost = blocks.lost.map((one) => `${one.name.padEnd(15)} not measured: ${one.why}`);
  return { title, workload: name, rows, lines: [HEAD, ...bare, ...rows.map(line), ...lost] };
}

const HEAD = `${"".padEnd(15)} ${"wall p50".padEnd(24)} ${"CPU with export".padEnd(24)} records it truly`;

function line({ name, wall, cpu, true: told }: CostRow): string {
  const mark = told === null ? "" : told ? "yes" : "no";
  return `${name.padEnd(15)} ${show(wall).padEnd(24)} ${show(cpu).padEnd(24)} ${mark}`;
}

function show({ median, low, high }: Estimate, digits = 1): string {
  return `${median.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

function valuesOf(blocks: Blocks, name: string, metric: Metric): number[] {
  return (blocks.of.get(name) ?? []).map((cost: BlockCost) => cost[metric]);
}

function addedBy(contender: Contender, blocks: Blocks, metric: Metric): number[] {
  const bare = valuesOf(blocks, bareOf(contender), metric);
  return valuesOf(blocks, contender.name, metric).map((value, index) => value - (bare[index] ?? Number.NaN));
}

interface Rivals {
  readonly peers: readonly Contender[];
  readonly added: (contender: Contender, metric: Metric) => number[];
  readonly metric: Metric;
  readonly blocks: Blocks;
}

function overBest(ours: Contender, { peers, added, metric, blocks }: Rivals): OverBest | null {
  const cost = (peer: Contender): number => estimate(added(peer, metric), blocks.perProcess).median;
  const best = [...peers].sort((a, b) => cost(a) - cost(b))[0];
  return best === undefined
    ? null
    : { peer: best.name, by: pairedDifference(added(ours, metric), added(best, metric), blocks.perProcess) };
}

export interface ChunkTable {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly wall: Estimate; readonly cpu: Estimate }[];
  readonly lines: readonly string[];
}

/** What each further chunk of a stream costs: a long stream's addition less a short one's, over the chunks between them. */
export function perChunkTable(measured: ReadonlyMap<string, Blocks>, contenders: readonly Contender[]): ChunkTable {
  const rows = ["long stream", "long stream, usage asked for by us"].flatMap((long) =>
    contenders
      .filter((contender) => !isBare(contender) && measured.get(long)?.of.has(contender.name) === true)
      .map((contender) => ({
        name: `${contender.name}${long === "long stream" ? "" : isOurs(contender) ? ", asking for usage" : ", no usage"}`,
        wall: perChunk({ measured, long, contender, metric: "wallP50" }),
        cpu: perChunk({ measured, long, contender, metric: "cpu" }),
      })),
  );
  const lines = rows.map(
    ({ name, wall, cpu }) => `${name.padEnd(36)} ${show(wall, 2).padEnd(24)} ${show(cpu, 2).padEnd(24)}`,
  );
  const title = "µs added to a chunk, median of pairs [95 % interval]: wall, CPU";
  return { title, rows, lines };
}

interface ChunkOptions {
  readonly measured: ReadonlyMap<string, Blocks>;
  readonly long: string;
  readonly contender: Contender;
  readonly metric: Metric;
}

function perChunk({ measured, long, contender, metric }: ChunkOptions): Estimate {
  const chunksOf = (name: string): number => WORKLOADS.find((workload) => workload.name === name)?.chunks ?? 0;
  const added = (name: string): number[] => {
    const blocks = measured.get(name);
    return blocks === undefined ? [] : addedBy(contender, blocks, metric);
  };
  const short = added("streamed");
  const between = chunksOf(long) - chunksOf("streamed");
  const each = added(long).map((value, index) => (value - (short[index] ?? Number.NaN)) / between);
  return estimate(each, measured.get(long)?.perProcess ?? 1);
}

export interface HeldTable {
  readonly title: string;
  readonly bytes: Readonly<Record<string, number>>;
  readonly lines: readonly string[];
}

export function heldTable(held: ReadonlyMap<string, number>, contenders: readonly Contender[]): HeldTable {
  const added = contenders
    .filter((contender) => !isBare(contender))
    .map((contender) => {
      const bytes = (held.get(contender.name) ?? Number.NaN) - (held.get(bareOf(contender)) ?? Number.NaN);
      return [contender.name, Math.round(bytes)] as const;
    });
  return {
    title: "bytes of heap held by a call in flight, beyond the bare SDK's",
    bytes: Object.fromEntries(added),
    lines: added.map(([name, bytes]) => `${name.padEnd(15)} ${bytes}`),
  };
}
