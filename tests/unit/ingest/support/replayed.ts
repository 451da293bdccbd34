import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJson, readLines, sharedPath } from "./shared-data.ts";

interface Replay {
  readonly scenario: string;
  readonly exchanges: readonly string[];
}

export interface RecordedUsage {
  readonly input: number;
  readonly cache_read: number;
  readonly cache_write?: number;
  readonly output: number;
  readonly reasoning: number;
}

export interface Exchange {
  readonly id: string;
  readonly usage: RecordedUsage | null;
  readonly endpoint: string;
}

/** One real instrumentation's payload for one recorded exchange; null where it made no span of it. */
export interface ReplayedCase {
  readonly emitter: string;
  readonly scenario: string;
  readonly payload: { readonly json: Buffer; readonly protobuf: Buffer } | null;
  readonly exchange: Exchange | undefined;
}

export const REPLAYED = sharedPath("otlp/replayed");

/** All payloads, as the data's SOURCE.md describes them; empty where the data is not there. */
export function readReplayed(): ReplayedCase[] {
  if (REPLAYED === null) return [];
  const recorded = new Map(readLines<Exchange>("http/expected.jsonl.gz").map((line) => [line.id, line]));
  return readdirSync(REPLAYED).flatMap((emitter) => {
    const at = join(REPLAYED, emitter);
    // The data's own report; its shape is what SOURCE.md says.
    const report = readJson(join(at, "_report.json")) as readonly Replay[];
    return report.map(({ scenario, exchanges }) => {
      const [json, protobuf] = [join(at, `${scenario}.json`), join(at, `${scenario}.pb`)];
      const payload = existsSync(json) ? { json: readFileSync(json), protobuf: readFileSync(protobuf) } : null;
      return { emitter, scenario, payload, exchange: recorded.get(exchanges.at(-1) ?? "") };
    });
  });
}
