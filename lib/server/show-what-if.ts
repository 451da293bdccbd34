import { OutturnError } from "#lib/domain/errors.ts";
import { formatUsd } from "#lib/domain/money.ts";
import { CACHING_ASSUMED } from "#lib/review/document/words.ts";
import { writePolicyFunction } from "#lib/review/policy-rules.ts";
import type { CachingEstimate } from "#lib/review/price-caching.ts";
import type { Latency } from "#lib/review/project-latency.ts";
import { scaled } from "#lib/review/statistics/weighted-sums.ts";
import type { Estimate } from "#lib/review/statistics/weighted-sums.ts";
import type { WhatIf } from "./ask-what-if.ts";

/** The answer as JSON, or its policy alone: as the router reads it, or as a TypeScript function. */
export function showWhatIf(asked: WhatIf, format: string): { body: string; type: string } {
  switch (format) {
    case "json":
      return { body: `${JSON.stringify(describe(asked), null, 2)}\n`, type: "application/json" };
    case "policy":
      return { body: `${JSON.stringify(asked.policy, null, 2)}\n`, type: "application/json" };
    case "ts":
      return { body: writePolicyFunction(asked.policy), type: "text/plain; charset=utf-8" };
    default:
      throw new OutturnError("bad_request", `This has no form "${format}": ask for json, policy or ts.`);
  }
}

function describe({ answer, choice, tasksAMonth, policy, latencyOf, cachingOf }: WhatIf): object {
  const { projection, refused } = answer;
  const caching = cachingOf(choice);
  const { task, call, firstToken } = latencyOf(choice);
  const rate = ({ value, low, high }: Estimate): object => ({ value, ci: [low, high] });
  return {
    refused,
    projection: projection && {
      cost_per_task: money(projection.costPerTask),
      cost_per_success: projection.costPerSuccess && money(projection.costPerSuccess),
      success_rate: rate(projection.successRate),
      saved_per_task: money(projection.savedPerTask),
      success_change: rate(projection.successChange),
      grade: projection.grade,
      covered: projection.covered,
      sufficient: projection.sufficient,
    },
    cached_beginnings:
      projection && caching && describeCaching(caching, scaled(projection.costPerTask, caching.remains)),
    task_ms: projection && describeLatency(task),
    duration_ms: projection && describeLatency(call),
    ttft_ms: projection && describeLatency(firstToken),
    tasks_a_month: tasksAMonth,
    policy,
  };
}

/** Never better than assumed, whatever the projection it starts from. */
function describeCaching({ calls, hashed, again, cachedAlready }: CachingEstimate, cost: Estimate): object {
  return {
    grade: "C",
    cost_per_task: money(cost),
    observed: { calls, calls_with_hash: hashed, began_again: again, input_cached_already: cachedAlready },
    assumed: CACHING_ASSUMED,
  };
}

/** Milliseconds with their 95 % intervals. */
function describeLatency(latency: Latency | null): object | null {
  const quantile = (one: Estimate | null): object | null =>
    one && { value: Math.round(one.value), ci: [Math.round(one.low), one.high === null ? null : Math.round(one.high)] };
  return latency && { p50: quantile(latency.p50), p95: quantile(latency.p95) };
}

function money({ value, low, high }: Estimate): object {
  return { usd: usd(value), ci: [usd(low), high === null ? null : usd(high)] };
}

function usd(nano: number): string {
  return formatUsd(BigInt(Math.round(nano)));
}
