import { z } from "zod";

import { decisionMetricOf, DECISION_METRICS } from "#lib/domain/decision-metric.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import type { Decision } from "#generated/prisma/client.ts";
import { parseWeek, weekOf } from "#lib/review/iso-week.ts";
import type { NewDecision } from "#lib/store/decisions.ts";

import type { FormReading, FormTexts } from "./read-settings-form.ts";

/** Weeks after which a decision is judged when nobody says when. */
const JUDGED_AFTER_MS = 28 * DAY_MS;

export const DECISION_BODY = z.object({
  title: z.string().trim().min(1).max(200),
  /** When it took or takes effect; now when not given. */
  at: z.iso.datetime({ offset: true }).optional(),
  task_type: z.string().min(1).max(256).nullish(),
  /** The ISO week whose review prompted it; that of `at` when not given. */
  prompted_by: z.string().optional(),
  /** What it is to change, and is judged by; all but cost per success are looked at once, on `judge_at`. */
  metric: z.enum(DECISION_METRICS).default("cost_per_success"),
  /** Expected change of the metric: -0.2 for a fifth less. */
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
    metric: body.metric,
    expected: body.expected ?? null,
    judgeAt: body.judge_at === undefined ? new Date(at.getTime() + JUDGED_AFTER_MS) : new Date(body.judge_at),
  };
}

export function describeDecision(decision: Decision) {
  const { id, at, title, taskType, promptedBy, metric, expected, judgeAt, createdBy } = decision;
  return {
    id,
    at: at.toISOString(),
    title,
    task_type: taskType,
    prompted_by: promptedBy,
    metric,
    expected,
    judge_at: judgeAt.toISOString(),
    created_by: createdBy,
  };
}

/** The form of a review's page: an expectation in per cent, `-20`, is as good as none where the field is empty. */
export function readDecisionForm(
  texts: FormTexts,
  said: { projectId: string; createdBy: string; now: Date },
): FormReading<NewDecision> {
  const title = (texts["title"] ?? "").trim();
  const percent = (texts["expected"] ?? "").trim().replace("−", "-").replace("%", "");
  const expected = percent === "" ? null : Number(percent) / 100;
  const errors: Record<string, string> = {};
  if (title === "" || title.length > 200) errors["title"] = "Say what was decided, in at most 200 characters.";
  if (expected !== null && !(expected >= -1 && expected <= 10))
    errors["expected"] = "A change in per cent, such as -20 for a fifth less.";
  const days = readDays(texts, errors);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, value: readDecision({ title, expected, ...readScope(texts), ...days }, said) };
}

function readScope(texts: FormTexts) {
  const taskType = texts["task_type"] ?? "";
  return {
    task_type: taskType === "" ? null : taskType,
    metric: decisionMetricOf(texts["metric"] ?? ""),
    prompted_by: texts["prompted_by"],
  };
}

function readDays(texts: FormTexts, errors: Record<string, string>) {
  const [at, judge_at] = [readDay(texts, "at", errors), readDay(texts, "judge_at", errors)];
  if (at !== undefined && judge_at !== undefined && judge_at <= at)
    errors["judge_at"] = "A day after the one it is in force from.";
  return { at, judge_at };
}

/** A UTC day as an instant; undefined where the field is empty or, with an error, no day. */
function readDay(texts: FormTexts, name: "at" | "judge_at", errors: Record<string, string>): string | undefined {
  const text = (texts[name] ?? "").trim();
  if (text === "") return undefined;
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  errors[name] = "A day, such as 2026-11-30, or nothing.";
  return undefined;
}
