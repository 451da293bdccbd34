import type { ChunkTable, CostTable } from "./print-costs.ts";

/** Microseconds that a plain call, and a chunk of a stream, may cost. */
const MOST_A_CALL = 40;
const MOST_A_CHUNK = 1;

const OURS: ReadonlySet<string> = new Set(["outturn", "outturn-6"]);

interface Results {
  readonly tables: readonly CostTable[];
  readonly chunks: ChunkTable | null;
  /** Peers that could not be measured: without them "no more than the best" cannot be said. */
  readonly missing: readonly string[];
}

/** What was not reached; empty when everything was. */
export function judgeCapture({ tables, chunks, missing }: Results): string[] {
  const plain = tables.find(({ workload }) => workload === "plain")?.rows ?? [];
  const calls = plain
    .filter(({ name }) => OURS.has(name))
    .flatMap(({ name, wall, cpu }) => [
      ...over(wall.median, MOST_A_CALL, `a plain call costs ${name} ${wall.median.toFixed(1)} µs`),
      ...over(cpu.median, MOST_A_CALL, `a plain call costs ${name} ${cpu.median.toFixed(1)} µs of CPU`),
    ]);
  const ours = chunks?.rows.filter(({ name }) => OURS.has(name.split(",")[0] ?? "")) ?? [];
  const pieces = ours.flatMap(({ name, wall, cpu }) => [
    ...over(wall.median, MOST_A_CHUNK, `a chunk costs ${name} ${wall.median.toFixed(2)} µs`),
    ...over(cpu.median, MOST_A_CHUNK, `a chunk costs ${name} ${cpu.median.toFixed(2)} µs of CPU`),
  ]);
  const unmeasured = missing.map((name) => `${name} was not measured`);
  return [...calls, ...pieces, ...tables.flatMap(behind), ...unmeasured];
}

function over(value: number, most: number, what: string): string[] {
  return value <= most ? [] : [`${what}, more than ${most}`];
}

/** Where a peer that records such calls truly is cheaper than ours. */
function behind({ workload, rows }: CostTable): string[] {
  return rows
    .filter(({ name }) => OURS.has(name))
    .flatMap(({ name, overBest }) =>
      (["wall", "cpu"] as const).flatMap((metric) => {
        const best = overBest?.[metric];
        if (best === null || best === undefined || best.by.median <= 0) return [];
        const { median, low, high } = best.by;
        const more = `${median.toFixed(1)} µs [${low.toFixed(1)}, ${high.toFixed(1)}]`;
        return [`${workload}: ${name} costs ${more} of ${metric} more than ${best.peer}`];
      }),
    );
}
