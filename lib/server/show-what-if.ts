import { OutturnError } from "#lib/domain/errors.ts";
import { formatUsd } from "#lib/domain/money.ts";
import { writePolicyFunction } from "#lib/review/policy-rules.ts";
import type { Latency } from "#lib/review/project-latency.ts";
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

function describe({ answer: { projection, refused }, choice, tasksAMonth, policy, latencyOf }: WhatIf): object {
  const { task, call, firstToken } = latencyOf(choice);
  const money = ({ value, low, high }: Estimate): object => ({
    usd: usd(value),
    ci: [usd(low), high === null ? null : usd(high)],
  });
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
    task_ms: projection && describeLatency(task),
    duration_ms: projection && describeLatency(call),
    ttft_ms: projection && describeLatency(firstToken),
    tasks_a_month: tasksAMonth,
    policy,
  };
}

/** Milliseconds with their 95 % intervals. */
function describeLatency(latency: Latency | null): object | null {
  const quantile = (one: Estimate | null): object | null =>
    one && { value: Math.round(one.value), ci: [Math.round(one.low), one.high === null ? null : Math.round(one.high)] };
  return latency && { p50: quantile(latency.p50), p95: quantile(latency.p95) };
}

function usd(nano: number): string {
  return formatUsd(BigInt(Math.round(nano)));
}
