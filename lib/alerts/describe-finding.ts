import { MINUTE_MS } from "#lib/domain/time.ts";

import type { Finding } from "./finding.ts";
import type { Metric } from "./metrics.ts";
import type { Scope } from "./rule.ts";

const PERCENTS = [0, 1, 2].map(
  (maximumFractionDigits) => new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits }),
);
const SMALLEST = 0.0001;
const NUMBER = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const DOLLARS = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumSignificantDigits: 4 });

/** A rate or an amount of a metric as people read it. */
export function showValue(metric: Metric, value: number): string {
  if (metric.kind === "rate") return showShare(value);
  return metric.scale === 1 ? NUMBER.format(value) : DOLLARS.format(value);
}

/** `90%`, `2.9%`, `0.02%`; what is expected is never quite nothing. */
function showShare(share: number): string {
  if (share > 0 && share < SMALLEST) return `under ${showShare(SMALLEST)}`;
  const places = share >= 0.1 ? 0 : share >= 0.01 ? 1 : 2;
  return (PERCENTS[places] ?? PERCENTS[0])?.format(share) ?? "";
}

/** `of gpt-5 at openai for lead_qualification`, `to search of gpt-5`; empty for the whole project. */
export function describeScope({ provider, model, task_type: taskType, tool }: Scope): string {
  const parts = [
    tool === undefined ? "" : `to ${tool}`,
    model === undefined ? "" : `of ${model}`,
    provider === undefined || provider === "" ? "" : model === undefined ? `of ${provider}` : `at ${provider}`,
    taskType === undefined ? "" : `for ${taskType}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** One line that says what is wrong: `Retry rate of gpt-5 at openai is 21 % (expected 3 %)`. */
export function titleOf(metric: Metric, scope: Scope, finding: Finding): string {
  const what = [metric.title, describeScope(scope)].filter((part) => part !== "").join(" ");
  if (finding.seen === null) return what;
  const [seen, expected] = [showValue(metric, finding.seen), showValue(metric, finding.expected)];
  if (metric.kind === "budget") return `${what} is ${seen} of ${expected}`;
  const than = isOwnLimit(finding) ? "limit" : "expected";
  if (metric.kind === "level") return `${what} is ${seen} ${metric.of}, ${than} ${expected}`;
  return `${what} ${metric.title.endsWith(" rate") ? "is" : "are"} ${seen}, ${than} ${expected}`;
}

/** A limit that somebody set is all that such a rule expects. */
export function isOwnLimit({ expected, limit }: Finding): boolean {
  return expected === limit;
}

/** What was seen and what was expected, with counts. */
export function describeFinding(metric: Metric, finding: Finding, firedAtMs: number): string {
  const { windowMinutes, hits, base, expectedHits, since } = finding;
  const window = showMinutes(windowMinutes ?? 0);
  if (metric.kind === "budget") return `The budget's limit is ${showValue(metric, finding.limit)}.`;
  if (hits === null || base === null || expectedHits === null)
    return `In the last ${window}: ${showValue(metric, finding.seen ?? 0)} ${metric.of}, where ${showValue(metric, finding.expected)} was expected; an alarm begins at ${showValue(metric, finding.limit)}.`;
  const began = since === null ? "" : ` It began about ${showTime(since * MINUTE_MS)}.`;
  const counts = `${NUMBER.format(hits)} ${metric.hit} out of ${NUMBER.format(base)} ${metric.of}`;
  if (isOwnLimit(finding))
    return `In the ${window} to ${showTime(firedAtMs)}: ${counts}; the limit is ${showValue(metric, finding.limit)}.`;
  return `In the ${window} to ${showTime(firedAtMs)}: ${counts}, where ${showExpected(expectedHits)} expected; an alarm begins at ${showValue(metric, finding.limit)}.${began}`;
}

/** `9 were`, `fewer than 1 was`. */
function showExpected(count: number): string {
  if (count < 1) return "fewer than 1 was";
  return `${NUMBER.format(count)} ${count < 1.5 ? "was" : "were"}`;
}

export function showMinutes(minutes: number): string {
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`;
}

export function showTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
