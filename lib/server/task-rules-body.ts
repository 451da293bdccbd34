import { z } from "zod";

import type { TaskRules } from "#lib/domain/task-rules.ts";
import type { RulesPreview, SavedRules } from "#lib/store/task-rules.ts";

const MOST_RULES = 100;
const MOST_VALUES = 50;

/** Postgres refuses NUL and half of a surrogate pair in JSON. */
const TEXT = z
  .string()
  .min(1, "must not be empty")
  .max(200, "must have at most 200 characters")
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "must be text without NUL");
const VALUES = z.array(TEXT).max(MOST_VALUES, `must name at most ${MOST_VALUES} values`).default([]);

/** What a project says about tasks that no instrumentation names. */
export const TASK_RULES = z.strictObject({
  conversation_is_task: z.boolean().default(false),
  types: z
    .array(z.strictObject({ span: TEXT, type: TEXT }))
    .max(MOST_RULES, `must have at most ${MOST_RULES} rules`)
    .default([]),
  outcome: z
    .strictObject({ attribute: TEXT, succeeded: VALUES, failed: VALUES, cancelled: VALUES })
    .nullable()
    .default(null),
  checks: z
    .array(
      z.strictObject({
        check: TEXT,
        task_type: TEXT.nullable().default(null),
        least: z.number("must be a number").nullable().default(null),
        decides: z.boolean().default(false),
      }),
    )
    .max(MOST_RULES, `must have at most ${MOST_RULES} rules`)
    .default([]),
});

export const TASK_RULES_BODY = TASK_RULES.extend({ apply_to_history: z.boolean().default(false) });

export function readTaskRules(body: z.infer<typeof TASK_RULES>): TaskRules {
  const { outcome } = body;
  return {
    conversationIsTask: body.conversation_is_task,
    types: body.types,
    outcome:
      outcome === null
        ? null
        : {
            attribute: outcome.attribute,
            values: { succeeded: outcome.succeeded, failed: outcome.failed, cancelled: outcome.cancelled },
          },
    checks: body.checks.map(({ check, task_type: type, least, decides }) => ({ check, type, least, decides })),
  };
}

export function describeTaskRules({ conversationIsTask, types, outcome, checks }: TaskRules) {
  return {
    conversation_is_task: conversationIsTask,
    types,
    outcome: outcome === null ? null : { attribute: outcome.attribute, ...outcome.values },
    checks: checks.map(({ check, type, least, decides }) => ({ check, task_type: type, least, decides })),
  };
}

/** The rules in force, from when, and how far the past is: days of rows placed, and tasks still to be counted again. */
export function describeSaved({ versions, backlog }: SavedRules, rules: TaskRules, pendingTasks: number) {
  const fromUs = versions.at(-1)?.fromUs ?? null;
  return {
    rules: describeTaskRules(rules),
    in_force_for_tasks_from: fromUs === null || fromUs === 0 ? null : new Date(fromUs / 1000).toISOString(),
    history: {
      days_placed: backlog?.done ?? null,
      days_to_place: backlog === null ? 0 : backlog.total - backlog.done,
      tasks_to_count: pendingTasks,
    },
  };
}

export function describePreview({ lookedAt, changed, merged, examples }: RulesPreview) {
  const said = ({ taskType, outcome, failureReason, checks }: RulesPreview["examples"][number]["before"]) => ({
    task_type: taskType,
    outcome,
    failure_reason: failureReason,
    checks,
  });
  return {
    looked_at: lookedAt,
    changed,
    merged,
    examples: examples.map(({ taskId, before, after }) => ({ id: taskId, before: said(before), after: said(after) })),
  };
}
