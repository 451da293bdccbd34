import { describe, expect, test } from "vitest";
import type { Usage } from "#lib/domain/call.ts";
import { priceCall } from "#lib/pricing/price-call.ts";
import { readLines, sharedPath } from "../ingest/support/shared-data.ts";

interface RecordedUsage {
  readonly input: number;
  readonly cache_read: number;
  readonly cache_write?: number;
  readonly cache_write_1h?: number;
  readonly output: number;
  readonly reasoning: number;
  readonly audio_in?: number;
  readonly audio_out?: number;
}

interface Recorded {
  readonly id: string;
  readonly provider: string;
  readonly endpoint: string;
  readonly model: string | null;
  readonly usage: RecordedUsage | null;
  readonly cost_usd: number | null;
  readonly no_cost_reason: string | null;
  readonly priced_at?: string;
}

const lines = sharedPath("http/expected.jsonl.gz") === null ? [] : readLines<Recorded>("http/expected.jsonl.gz");

/** The Messages API counts input without the cache, the others with it. */
function toUsage(used: RecordedUsage, endpoint: string): Usage {
  const write = used.cache_write ?? 0;
  const hour = used.cache_write_1h ?? 0;
  const exclusive = endpoint.includes("/messages");
  return {
    inputUncached: exclusive ? used.input : used.input - used.cache_read - write,
    cacheRead: used.cache_read,
    cacheWrite5m: write - hour,
    cacheWrite1h: hour,
    output: used.output,
    reasoning: used.reasoning,
    audioInput: null,
    audioCacheRead: null,
    audioOutput: null,
    toolUses: {},
  };
}

function costOf(line: Recorded, audio: Partial<Usage> = {}): number | null {
  if (line.usage === null) return null;
  const { total } = priceCall({
    provider: line.provider === "azure-openai" ? "azure.ai.openai" : line.provider,
    models: [line.model ?? ""],
    startUs: (line.priced_at === undefined ? Date.now() : Date.parse(line.priced_at)) * 1000,
    usage: { ...toUsage(line.usage, line.endpoint), ...audio },
    estimated: false,
    failure: "ok",
    fromCache: false,
    inputChars: null,
    uncertainAttempts: 0,
    serviceTier: null,
    inferenceGeo: null,
  });
  return total === null ? null : Number(total) / 1e9;
}

describe.skipIf(lines.length === 0)("recorded exchanges (skipped where the shared data is not there)", () => {
  test("cost what was recorded to a billionth of a dollar, for every line with a cost", () => {
    const priced = lines.filter((line) => line.cost_usd !== null);
    const wrong = priced.filter((line) => Math.abs((costOf(line) ?? Infinity) - (line.cost_usd ?? 0)) > 1e-9);
    expect(priced.length).toBeGreaterThan(2700);
    expect(wrong.map((line) => line.id)).toEqual([]);
  });

  test("cost unknown where the recording knows no price", () => {
    const unpriced = lines.filter(
      (line) => line.no_cost_reason === "no_price" || line.no_cost_reason === "empty_price",
    );
    expect(unpriced).toHaveLength(32);
    expect(unpriced.filter((line) => costOf(line) !== null)).toEqual([]);
  });

  // The recording prices audio as text. Its own table quotes gpt-audio-mini's audio at $10 in and $20 out a million.
  test("cost more by exactly the audio that the recording counts as text", () => {
    const heard = lines.filter((line) => line.model?.startsWith("gpt-audio-mini") === true);
    const surcharges = heard.map((line) => {
      const audio = { audioInput: line.usage?.audio_in ?? null, audioOutput: line.usage?.audio_out ?? null };
      return Math.round(((costOf(line, audio) ?? 0) - (line.cost_usd ?? 0)) * 1e9);
    });
    expect(surcharges).toEqual(
      heard.map((line) => (line.usage?.audio_in ?? 0) * 9_400 + (line.usage?.audio_out ?? 0) * 17_600),
    );
  });
});
