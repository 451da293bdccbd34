import type { z } from "zod";

import type { TaskRules } from "#lib/domain/task-rules.ts";
import type { RulesPreview } from "#lib/store/task-rules.ts";

import type { FormReading, FormTexts } from "./read-settings-form.ts";
import { readTaskRules, TASK_RULES } from "./task-rules-body.ts";

export const RULES_MODES = ["try", "from_now", "all"] as const;
export type RulesMode = (typeof RULES_MODES)[number];

export interface RulesForm {
  readonly rules: TaskRules;
  readonly mode: RulesMode;
}

const ARROW = /\s*(?:->|→|=>)\s*/;

/** The rules as a person writes them: one a line. Fields that cannot be read are named with their line. */
export function readRulesForm(texts: FormTexts): FormReading<RulesForm> {
  const errors: Record<string, string> = {};
  const types = linesOf(texts["types"]).flatMap((line, i) => {
    const [span = "", type = "", more] = line.split(ARROW);
    if (span !== "" && type !== "" && more === undefined) return [{ span, type }];
    errors["types"] =
      `Line ${i + 1}: write the name of the span, ->, and the type, such as "qualify * -> qualification".`;
    return [];
  });
  const checks = linesOf(texts["checks"]).flatMap((line, i) => readCheck(line) ?? sayCheck(errors, i));
  const attribute = (texts["attribute"] ?? "").trim();
  const outcome = attribute === "" ? null : { attribute, ...readValues(texts) };
  const body = { conversation_is_task: texts["conversations"] === "yes", types, checks, outcome };
  const parsed = TASK_RULES.safeParse(body);
  if (!parsed.success) nameIssues(parsed.error, errors);
  const mode = RULES_MODES.find((known) => known === texts["mode"]) ?? "try";
  if (!parsed.success || Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, value: { rules: readTaskRules(parsed.data), mode } };
}

function linesOf(text = ""): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function valuesOf(text = ""): string[] {
  return text
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");
}

function readValues(texts: FormTexts) {
  return {
    succeeded: valuesOf(texts["succeeded"]),
    failed: valuesOf(texts["failed"]),
    cancelled: valuesOf(texts["cancelled"]),
  };
}

const CHECK = /^(.+?)(?:\s*>=\s*(-?\d+(?:\.\d+)?))?(?:\s+for\s+(.+?))?(\s+decides)?$/i;

/** `faithfulness >= 0.8 for support decides`: all but the name may be left out. */
function readCheck(line: string) {
  const [, check, least, type, decides] = CHECK.exec(line) ?? [];
  if (check === undefined || check.includes(">=")) return null;
  return [
    {
      check,
      task_type: type ?? null,
      least: least === undefined ? null : Number(least),
      decides: decides !== undefined,
    },
  ];
}

function sayCheck(errors: Record<string, string>, index: number): never[] {
  errors["checks"] = `Line ${index + 1}: write the name, and perhaps ">= 0.8", "for TYPE" and "decides" after it.`;
  return [];
}

function nameIssues(error: z.ZodError, errors: Record<string, string>): void {
  for (const { path, message } of error.issues) {
    const [field] = path;
    errors[field === "types" || field === "checks" ? field : field === "outcome" ? "attribute" : "form"] ??=
      `It ${message}.`;
  }
}

/** The rules in force as the form shows them. */
export function writeRulesForm({ conversationIsTask, types, outcome, checks }: TaskRules): FormTexts {
  const values = (of: readonly string[] | undefined): string => (of ?? []).join(", ");
  return {
    conversations: conversationIsTask ? "yes" : "no",
    types: types.map(({ span, type }) => `${span} -> ${type}`).join("\n"),
    checks: checks
      .map(({ check, type, least, decides }) =>
        [
          check,
          least === null ? "" : ` >= ${least}`,
          type === null ? "" : ` for ${type}`,
          decides ? " decides" : "",
        ].join(""),
      )
      .join("\n"),
    attribute: outcome?.attribute ?? "",
    succeeded: values(outcome?.values.succeeded),
    failed: values(outcome?.values.failed),
    cancelled: values(outcome?.values.cancelled),
  };
}

const MOST_EXAMPLES = 3;

/** What rules would change, in a few sentences. */
export function sayPreview({ lookedAt, changed, merged, examples }: RulesPreview): string {
  if (lookedAt === 0) return "There are no tasks yet to hold the rules against.";
  const head = `Of the latest ${lookedAt} tasks ${changed} would change.`;
  const joined =
    merged.tasks === 0 ? "" : ` ${merged.tasks} of them would become ${merged.into} by their conversations.`;
  const shown = examples
    .slice(0, MOST_EXAMPLES)
    .map(({ taskId, before, after }) => ` ${taskId}: ${difference(before, after)}.`);
  return `${head}${joined}${shown.join("")} Nothing was saved.`;
}

type Judged = RulesPreview["examples"][number]["before"];

function difference(before: Judged, after: Judged): string {
  const parts: string[] = [];
  if (before.taskType !== after.taskType) parts.push(`type ${before.taskType || "none"} → ${after.taskType || "none"}`);
  if (before.outcome !== after.outcome)
    parts.push(`outcome ${before.outcome ?? "undecided"} → ${after.outcome ?? "undecided"}`);
  if (before.failureReason !== after.failureReason)
    parts.push(`reason ${before.failureReason ?? "none"} → ${after.failureReason ?? "none"}`);
  if (parts.length === 0) parts.push("other checks");
  return parts.join(", ");
}
