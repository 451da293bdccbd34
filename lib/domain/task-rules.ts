import type { Outcome } from "./task.ts";
import type { Microseconds } from "./time.ts";

/** A root span's name → the type of its task. */
export interface TypeRule {
  /** The name, or a part of it: `*` stands for any text. */
  readonly span: string;
  readonly type: string;
}

/** An attribute whose value is the outcome of the task; other values say nothing. */
export interface OutcomeRule {
  readonly attribute: string;
  readonly values: Readonly<Record<Outcome, readonly string[]>>;
}

/** How an evaluation becomes a check, and whether the check decides its task. */
export interface CheckRule {
  readonly check: string;
  /** Only for tasks of this type; null for all. */
  readonly type: string | null;
  /** Scores from this one on have passed; null leaves it to the label, or to one half of 0 to 1. */
  readonly least: number | null;
  /** Whether passing is the task's success, and not passing its failure with the check as the reason. */
  readonly decides: boolean;
}

/** What a project says about tasks that no instrumentation names. */
export interface TaskRules {
  /** Whether all spans of one conversation or session are one task. */
  readonly conversationIsTask: boolean;
  readonly types: readonly TypeRule[];
  readonly outcome: OutcomeRule | null;
  readonly checks: readonly CheckRule[];
}

/** Rules, and the start of the first task they hold for. */
export interface RulesVersion {
  readonly fromUs: Microseconds;
  readonly rules: TaskRules;
}

export const NO_RULES: TaskRules = { conversationIsTask: false, types: [], outcome: null, checks: [] };

/** The rules for a task that started then. @param versions in rising order of `fromUs`. */
export function rulesAt(versions: readonly RulesVersion[], startUs: Microseconds): TaskRules | null {
  return versions.findLast(({ fromUs }) => fromUs <= startUs)?.rules ?? null;
}

/** Attributes that must be kept for these rules to be read, however long the others are. */
export function attributesOf(rules: TaskRules): readonly string[] {
  return rules.outcome === null ? [] : [rules.outcome.attribute];
}
