import { z } from "zod";

import { DAY_MS } from "#lib/domain/time.ts";
import type { Decision } from "#generated/prisma/client.ts";
import { parseWeek, weekOf } from "#lib/review/iso-week.ts";
import type { NewDecision } from "#lib/store/decisions.ts";

/** Weeks after which a decision is judged when nobody says when. */
const JUDGED_AFTER_MS = 28 * DAY_MS;

export const DECISION_BODY = z.object({
  title: z.string().trim().min(1).max(200),
  /** When it took or takes effect; now when not given. */
  at: z.iso.datetime({ offset: true }).optional(),
  task_type: z.string().min(1).max(256).nullish(),
  /** The ISO week whose review prompted it; that of `at` when not given. */
  prompted_by: z.string().optional(),
  /** Expected change of cost per success: -0.2 for a fifth less. */
  expected: z.number().min(-1).max(10).nullish(),
  judge_at: z.iso.datetime({ offset: true }).optional(),
});

/** @throws OutturnError `bad_request` when `prompted_by` is not a week. */
export function readDecision(
  body: z.infer<typeof DECISION_BODY>,
  { projectId, createdBy, now }: { projectId: string; createdBy: string; now: Date },
): NewDecision {
  const at = body.at === undefined ? now : new Date(body.at);
  return {
    projectId,
    createdBy,
    at,
    title: body.title,
    taskType: body.task_type ?? null,
    promptedBy: body.prompted_by === undefined ? weekOf(at).name : parseWeek(body.prompted_by).name,
    expected: body.expected ?? null,
    judgeAt: body.judge_at === undefined ? new Date(at.getTime() + JUDGED_AFTER_MS) : new Date(body.judge_at),
  };
}

export function describeDecision({ id, at, title, taskType, promptedBy, expected, judgeAt, createdBy }: Decision) {
  return {
    id,
    at: at.toISOString(),
    title,
    task_type: taskType,
    prompted_by: promptedBy,
    expected,
    judge_at: judgeAt.toISOString(),
    created_by: createdBy,
  };
}
