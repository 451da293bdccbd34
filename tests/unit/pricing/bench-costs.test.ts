import { describe, expect, test } from "vitest";
import { readJson, readLines, sharedPath } from "../ingest/support/shared-data.ts";
import { callOf, chatSpan } from "../ingest/support/spans.ts";

interface BenchCall {
  readonly dataset: string;
  readonly task_key: string;
  readonly role: string;
  readonly provider: string;
  readonly model: string;
  readonly started_at?: string;
  readonly usage?: { input?: number; output?: number; cache_read?: number; cache_write?: number; reasoning?: number };
}

interface Group {
  readonly dataset: string;
  readonly model: string;
  readonly cost_usd: number | null;
  readonly unpriced_calls_with_usage: number;
}

const expectedFile = sharedPath("bench/expected.json");

describe.skipIf(expectedFile === null)("benchmark tasks (skipped where the shared data is not there)", () => {
  test("cost per group what the benchmark recorded, within 0.05 %, and unknown where it knows no price", async () => {
    // As the data's SOURCE.md describes it.
    const groups = readJson(expectedFile ?? "") as readonly Group[];
    const sums = new Map<string, { nano: bigint; unpriced: number }>();
    for (const call of readLines<BenchCall>("bench/calls.jsonl.gz").filter(({ role }) => role === "agent")) {
      const key = `${call.dataset} ${call.model}`;
      const sum = sums.get(key) ?? { nano: 0n, unpriced: 0 };
      sums.set(key, sum);
      if (call.usage === undefined) continue;
      const { cost, usage } = await callOf(spanOf(call));
      if (cost.total !== null) sum.nano += cost.total;
      else if (usage !== null) sum.unpriced++;
    }
    for (const group of groups) {
      const key = `${group.dataset} ${group.model}`;
      const sum = sums.get(key);
      expect([key, sum?.unpriced]).toEqual([key, group.unpriced_calls_with_usage]);
      const ratio = group.cost_usd === null ? 1 : Number(sum?.nano ?? 0n) / 1e9 / group.cost_usd;
      expect([key, Math.abs(ratio - 1) <= 0.0005]).toEqual([key, true]);
    }
    expect(groups).toHaveLength(21);
  });

  /** A recording without a time of its own is of July 2025. */
  function spanOf(call: BenchCall) {
    const text = call.started_at ?? "2025-07-01T00:00:00Z";
    const start = BigInt(Date.parse(/[zZ]$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`)) * 1_000_000n;
    const count = (kind: keyof NonNullable<BenchCall["usage"]>): number | null => call.usage?.[kind] ?? null;
    return chatSpan(
      {
        "gen_ai.provider.name": call.provider,
        "gen_ai.request.model": call.model,
        "gen_ai.usage.input_tokens": count("input"),
        "gen_ai.usage.output_tokens": count("output"),
        "gen_ai.usage.cache_read.input_tokens": count("cache_read"),
        "gen_ai.usage.cache_write.input_tokens": count("cache_write"),
        "gen_ai.usage.reasoning.output_tokens": count("reasoning"),
      },
      { startTimeUnixNano: String(start), endTimeUnixNano: String(start + 1_000_000n) },
    );
  }
});
