import type { Call } from "#lib/domain/call.ts";
import { OUTCOMES } from "#lib/domain/task.ts";
import type { OutcomeFact, TaskEvent, TaskFacts } from "#lib/domain/task.ts";
import { NO_RULES, rulesAt } from "#lib/domain/task-rules.ts";
import type { CheckRule, RulesVersion, TaskRules } from "#lib/domain/task-rules.ts";

import { mergeFacts, statementsOf } from "./merge-facts.ts";
import type { TaskRows } from "./rows.ts";

/** Scores within 0 to 1 that no rule speaks of have passed from here on. */
const PASSES_FROM = 0.5;

type Row = Call | TaskEvent;

/**
 * The rows as the project's rules read them: scores as checks, the type by the root span's name, the outcome by an attribute
 * or a check. What a row says itself is never overruled.
 */
export function applyRules(rows: TaskRows, versions: readonly RulesVersion[]): TaskRows {
  const all: readonly Row[] = [...rows.calls, ...rows.events];
  const startUs = all.reduce((first, row) => Math.min(first, row.startUs), Infinity);
  const rules = rulesAt(versions, startUs);
  if (rules === null && !all.some(({ facts }) => facts.scores)) return rows;
  const typed = typeRows(rows, rules ?? NO_RULES);
  const { type } = mergeFacts(statementsOf(typed.calls, typed.events));
  const read = (row: Row): TaskFacts => readFacts(row, rules ?? NO_RULES, type);
  return mapFacts(typed, read);
}

function mapFacts(rows: TaskRows, read: (row: Row) => TaskFacts): TaskRows {
  return {
    taskId: rows.taskId,
    calls: rows.calls.map((call) => withFacts(call, read(call))),
    events: rows.events.map((event) => withFacts(event, read(event))),
  };
}

function withFacts<R extends Row>(row: R, facts: TaskFacts): R {
  return facts === row.facts ? row : { ...row, facts };
}

/** Types by the names of root spans, where no row says a type. */
function typeRows(rows: TaskRows, { types }: TaskRules): TaskRows {
  if (types.length === 0 || [...rows.calls, ...rows.events].some(({ facts }) => facts.type)) return rows;
  const patterns = types.map(({ span, type }) => ({ pattern: patternOf(span), type }));
  return mapFacts(rows, (row) => {
    const name = rootNameOf(row);
    const found = name === null ? undefined : patterns.find(({ pattern }) => pattern.test(name));
    return found === undefined ? row.facts : { ...row.facts, type: found.type };
  });
}

function rootNameOf(row: Row): string | null {
  if (!("kind" in row)) return row.facts.rootName ?? null;
  return row.kind === "span" && row.parentSpanId === null ? row.name : null;
}

/** `*` stands for any text; everything else for itself. */
function patternOf(span: string): RegExp {
  const escaped = span.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll(/\*+/g, ".*")}$`, "s");
}

function readFacts(row: Row, rules: TaskRules, type: string): TaskFacts {
  const { facts } = row;
  const checks = facts.scores ? { ...facts.checks, ...passesOf(facts, rules.checks, type) } : facts.checks;
  const outcome = facts.outcome ?? outcomeOf(row, rules) ?? decidedBy(checks, row, { rules, type });
  if (checks === facts.checks && outcome === facts.outcome) return facts;
  return { ...facts, ...(checks && { checks }), ...(outcome && { outcome }) };
}

function speaksOf({ check, type }: CheckRule, name: string, ofType: string): boolean {
  return check === name && (type === null || type === ofType);
}

/** Scores as yes or no: by the rule's least score, else the label that came with it, else one half where 0 to 1 is meant. */
function passesOf(facts: TaskFacts, rules: readonly CheckRule[], type: string): Record<string, boolean> {
  const passes: [string, boolean][] = [];
  for (const [name, score] of Object.entries(facts.scores ?? {})) {
    const least = rules.find((rule) => speaksOf(rule, name, type))?.least ?? null;
    if (least !== null) passes.push([name, score >= least]);
    else if (!Object.hasOwn(facts.checks ?? {}, name) && score >= 0 && score <= 1)
      passes.push([name, score >= PASSES_FROM]);
  }
  return Object.fromEntries(passes);
}

function outcomeOf({ facts, endUs }: Row, { outcome: rule }: TaskRules): OutcomeFact | undefined {
  const value = rule === null ? undefined : facts.attributes?.[rule.attribute];
  if (rule === null || value === undefined) return undefined;
  const said = String(value).toLowerCase();
  const outcome = OUTCOMES.find((known) => rule.values[known].some((text) => text.toLowerCase() === said));
  if (outcome === undefined) return undefined;
  return { outcome, reason: outcome === "failed" ? String(value) : null, source: "reported", atUs: endUs };
}

function decidedBy(
  checks: TaskFacts["checks"],
  { endUs }: Row,
  { rules, type }: { readonly rules: TaskRules; readonly type: string },
): OutcomeFact | undefined {
  for (const [name, passed] of Object.entries(checks ?? {})) {
    if (!rules.checks.some((rule) => rule.decides && speaksOf(rule, name, type))) continue;
    const outcome = passed ? "succeeded" : "failed";
    return { outcome, reason: passed ? null : name, source: "reported", atUs: endUs };
  }
  return undefined;
}
