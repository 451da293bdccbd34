import type { Combo, CountsBook } from "./counts-book.ts";
import type { Metric, Source } from "./metrics.ts";
import { checkSource } from "./read-counts.ts";
import { metricOfRule, SCOPE_DIMENSIONS } from "./rule.ts";
import type { Rule, Scope, ScopeDimension } from "./rule.ts";

/** One series of a rule. */
export interface WatchedSeries {
  readonly rule: Rule;
  readonly metric: Metric;
  /** JSON array of its values in the dimensions of the rule's `each`. */
  readonly key: string;
  /** The rule's scope with the values of the series. */
  readonly scope: Scope;
  readonly combos: readonly Combo[];
}

/** The series of a rule: one for each combination of values that its `each` names, in order of their keys. */
export function seriesOf(rule: Rule, book: CountsBook): WatchedSeries[] {
  const metric = withSubject(metricOfRule(rule), rule.subject);
  const groups = new Map<string, { scope: Scope; combos: Combo[] }>();
  if (rule.each.length === 0) groups.set("[]", { scope: rule.scope, combos: [] });
  for (const combo of book.combos.values()) {
    if (!isIn(combo, rule.scope, metric.grain) || isUnnamed(combo, rule.each)) continue;
    const values = rule.each.map((name) => [name, combo.dimensions[name]] as const);
    const key = JSON.stringify(values.map(([, value]) => value));
    const group = groups.get(key) ?? { scope: { ...rule.scope, ...Object.fromEntries(values) }, combos: [] };
    group.combos.push(combo);
    groups.set(key, group);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { scope, combos }]) => ({ rule, metric, key, scope, combos }));
}

/** Cells of tasks know their type only. */
function isIn({ dimensions }: Combo, scope: Scope, grain: Metric["grain"]): boolean {
  const asked: readonly ScopeDimension[] = grain === "task" ? ["task_type"] : SCOPE_DIMENSIONS;
  return asked.every((name) => scope[name] === undefined || scope[name] === dimensions[name]);
}

/** Calls without a model or type make no series of their own. */
function isUnnamed({ dimensions }: Combo, each: readonly ScopeDimension[]): boolean {
  return each.length > 0 && each.every((name) => dimensions[name] === "");
}

/** Of a rule on one check, that check's counts; of one on all, those of all together. */
function withSubject(metric: Metric, subject: string): Metric {
  if (metric.kind !== "rate" || metric.base !== "check_recorded") return metric;
  return { ...metric, plus: [checkSource("check_failed", subject)], base: checkSource("check_recorded", subject) };
}

/** All sums that rules need to be read. */
export function sourcesOf(rules: readonly Rule[]): Set<Source> {
  const sources = new Set<Source>();
  for (const rule of rules) {
    const metric = metricOfRule(rule);
    const own =
      metric.kind === "rate"
        ? [...metric.plus, ...metric.minus, metric.base]
        : [metric.amount, metric.weight ?? "calls"];
    for (const source of own as readonly Source[]) sources.add(source);
  }
  return sources;
}
