import { randomBytes } from "node:crypto";

import { CLASSES_BY_TOOL, isKnownByTool, METRIC_NAMES, metricOf } from "#lib/alerts/metrics.ts";
import type { MetricName } from "#lib/alerts/metrics.ts";
import { isByTool, SCOPE_DIMENSIONS, SENSITIVITIES } from "#lib/alerts/rule.ts";
import type { RuleDraft, Scope, ScopeDimension } from "#lib/alerts/rule.ts";
import { parseUsd } from "#lib/domain/money.ts";

import { CHANNEL_SETTINGS } from "./channels/settings.ts";
import type { ChannelSettings } from "./channels/settings.ts";
import type { FormReading, FormTexts } from "./read-settings-form.ts";

const MOST_CHARACTERS = 120;
const MOST_WINDOW = 720;

type Errors = Record<string, string>;

/** What series a rule fans out into, as one choice. */
export const FAN_OUTS = {
  all: [],
  provider: ["provider"],
  model: ["provider", "model"],
  task_type: ["task_type"],
  "model,task_type": ["provider", "model", "task_type"],
  tool: ["tool"],
  "model,tool": ["provider", "model", "tool"],
} as const satisfies Record<string, readonly ScopeDimension[]>;
export type FanOut = keyof typeof FAN_OUTS;

export function fanOutOf(each: readonly string[]): FanOut {
  const names = Object.keys(FAN_OUTS) as FanOut[];
  return (
    names.find((name) => FAN_OUTS[name].join() === SCOPE_DIMENSIONS.filter((d) => each.includes(d)).join()) ?? "all"
  );
}

/** Reads the form of a rule, from its address while it is previewed and from its fields when it is saved. */
export function readRuleForm(texts: FormTexts): FormReading<RuleDraft> {
  const errors: Errors = {};
  const metric = METRIC_NAMES.find((name) => name === texts["metric"]) ?? "retry_rate";
  const subject = readSubject(texts, metric, errors);
  const fanOut = texts["each"] ?? "all";
  const value: RuleDraft = {
    name: readName(texts, errors),
    metric,
    subject,
    scope: readScope(texts),
    each: Object.hasOwn(FAN_OUTS, fanOut) ? FAN_OUTS[fanOut as FanOut] : [],
    sensitivity: SENSITIVITIES.find((name) => name === texts["sensitivity"]) ?? "normal",
    threshold: readThreshold(texts, metric, errors),
    windowMinutes: readWhole(texts, "window_minutes", MOST_WINDOW, errors),
    leastCalls: readWhole(texts, "least_calls", 1_000_000, errors),
    budgetNano: readBudget(texts, metric, errors),
  };
  if (isByTool(value) && !isKnownByTool(metric, subject))
    errors[value.scope.tool === undefined ? "each" : "tool"] = BY_TOOL;
  return Object.keys(errors).length === 0 ? { ok: true, value } : { ok: false, errors };
}

const BY_TOOL = `By tool are known: invalid tool calls, and of the failure classes ${CLASSES_BY_TOOL.join(" and ")}.`;

/** Fields of the scope; the pages carry a filter by the name `task_type` from one to the next. */
const SCOPE_FIELDS = { provider: "provider", model: "model", task_type: "of_type", tool: "tool" } as const;

function readScope(texts: FormTexts): Scope {
  return Object.fromEntries(
    SCOPE_DIMENSIONS.flatMap((name) => {
      const value = (texts[SCOPE_FIELDS[name]] ?? "").trim();
      return value === "" ? [] : [[name, value]];
    }),
  );
}

function readName(texts: FormTexts, errors: Errors): string {
  const name = (texts["name"] ?? "").trim();
  if (name === "") errors["name"] = "Give the rule a name.";
  if (name.length > MOST_CHARACTERS) errors["name"] = `At most ${MOST_CHARACTERS} characters; this has ${name.length}.`;
  return name;
}

function readSubject(texts: FormTexts, metric: MetricName, errors: Errors): string {
  const subject = (texts["subject"] ?? "").trim();
  if (metric === "check_failure_rate") return subject;
  if (metric !== "failure_class") return "";
  try {
    metricOf(metric, subject);
  } catch {
    errors["subject"] = "Name a failure class, such as rate_limited or timeout.";
  }
  return subject;
}

/** A share is written in percent, an amount as it is. */
function readThreshold(texts: FormTexts, metric: MetricName, errors: Errors): number | null {
  const text = (texts["threshold"] ?? "").trim().replace(/^\$|\s*%$/g, "");
  if (text === "") return null;
  const value = Number(text);
  const inPercent = isInPercent(metric);
  if (Number.isFinite(value) && value >= 0 && (!inPercent || value <= 100)) return inPercent ? value / 100 : value;
  errors["threshold"] = inPercent ? "A share from 0 to 100 %, or nothing." : "An amount, or nothing.";
  return null;
}

/** Rates, and the share of a budget. */
export function isInPercent(metric: MetricName): boolean {
  return metric === "failure_class" || metric === "budget" || metricOf(metric, "").kind === "rate";
}

function readWhole(texts: FormTexts, name: string, most: number, errors: Errors): number | null {
  const text = (texts[name] ?? "").trim();
  if (text === "") return null;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  errors[name] = `A whole number from 1 to ${most.toLocaleString("en-US")}, or nothing.`;
  return null;
}

function readBudget(texts: FormTexts, metric: MetricName, errors: Errors): bigint | null {
  if (metric !== "budget") return null;
  try {
    const nano = parseUsd((texts["budget"] ?? "").trim().replace(/^\$/, "").replaceAll(",", ""));
    if (nano > 0n) return nano;
  } catch {
    // Said below.
  }
  errors["budget"] = "An amount in dollars a calendar month, such as 500.";
  return null;
}

/** Reads the form of a channel; each kind needs its own fields. */
export function readChannelForm(texts: FormTexts): FormReading<{ name: string; settings: ChannelSettings }> {
  const errors: Errors = {};
  const name = readName(texts, errors);
  if (errors["name"] !== undefined) errors["name"] = "Give the channel a name of at most 120 characters.";
  const text = (field: string): string => (texts[field] ?? "").trim();
  const parsed = CHANNEL_SETTINGS.safeParse({
    kind: text("kind"),
    url: text("url"),
    server: text("url"),
    from: text("from"),
    to: text("to")
      .split(/[,;\s]+/)
      .filter((address) => address !== ""),
    routingKey: text("key"),
    secret: text("key"),
  });
  if (parsed.success && Object.keys(errors).length === 0) return { ok: true, value: { name, settings: parsed.data } };
  const FIELDS: Readonly<Record<string, string>> = { url: "url", server: "url", routingKey: "key", secret: "key" };
  for (const issue of parsed.error?.issues ?? []) {
    const field = String(issue.path[0] ?? "kind");
    errors[FIELDS[field] ?? field] ??= `${issue.message}.`;
  }
  return { ok: false, errors };
}

/** A webhook without a secret is given one, which is shown once. @returns it, or null when none was made. */
export function withMadeSecret(form: FormData): string | null {
  const key = form.get("key");
  if (form.get("kind") !== "webhook" || (typeof key === "string" && key.trim() !== "")) return null;
  const made = `whsec_${randomBytes(24).toString("base64")}`;
  form.set("key", made);
  return made;
}
