/** Failure classes of a call in the order in which they apply: the first that fits is the call's class (docs/design.md, Failures). */
export const FAILURE_CLASSES = [
  "ok",
  "timeout",
  "network",
  "aborted",
  "stream_interrupted",
  "rate_limited",
  "overloaded",
  "server_error",
  "auth",
  "invalid_request",
  "context_overflow",
  "refusal",
  "content_filter",
  "truncated",
  "empty",
  "invalid_json",
  "schema_mismatch",
  "missing_tool_call",
  "unknown_tool",
  "malformed_arguments",
  "invalid_arguments",
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

export const FAILURE_GROUPS = {
  transport: ["timeout", "network", "aborted", "stream_interrupted"],
  provider: ["rate_limited", "overloaded", "server_error", "auth", "invalid_request", "context_overflow"],
  model: ["refusal", "content_filter", "truncated", "empty"],
  output: ["invalid_json", "schema_mismatch"],
  tools: ["missing_tool_call", "unknown_tool", "malformed_arguments", "invalid_arguments"],
} as const satisfies Record<string, readonly FailureClass[]>;
export type FailureGroup = keyof typeof FAILURE_GROUPS;

const CLASS_SET: ReadonlySet<string> = new Set(FAILURE_CLASSES);

export function isFailureClass(text: string): text is FailureClass {
  return CLASS_SET.has(text);
}

/** The group of a class; null for `ok`. */
export function failureGroup(failure: FailureClass): FailureGroup | null {
  for (const [group, classes] of Object.entries(FAILURE_GROUPS)) {
    // Object.entries widens the key; the groups above are the only keys.
    if ((classes as readonly string[]).includes(failure)) return group as FailureGroup;
  }
  return null;
}

/** True for a class after which the next generation call of the task is a re-ask. */
export function invitesReask(failure: FailureClass): boolean {
  const group = failureGroup(failure);
  return group === "output" || group === "tools" || failure === "empty" || failure === "truncated";
}

/** True for a class after which the same request sent again is an application retry. */
export function invitesRetry(failure: FailureClass): boolean {
  const group = failureGroup(failure);
  return group === "transport" || group === "provider";
}

export const TOOL_VERDICTS = [
  "valid",
  "unknown_tool",
  "malformed_arguments",
  "invalid_arguments",
  "not_validated",
] as const;
export type ToolVerdict = (typeof TOOL_VERDICTS)[number];

export const VIOLATION_KINDS = [
  "missing_required",
  "wrong_type",
  "not_in_enum",
  "unexpected_property",
  "constraint",
] as const;
export type ViolationKind = (typeof VIOLATION_KINDS)[number];

/** Why a tool call was not validated. */
export const NOT_VALIDATED_REASONS = [
  "no_schema",
  "schema_unusable",
  "tool_set_unknown",
  "free_form",
  "server_tool",
  "truncated",
] as const;
export type NotValidatedReason = (typeof NOT_VALIDATED_REASONS)[number];

export const JSON_RESULTS = ["ok", "invalid_json", "schema_mismatch"] as const;
export type JsonResult = (typeof JSON_RESULTS)[number];

/** How a call was made to answer in JSON, from the provider's own JSON mode to words alone. */
export const JSON_MECHANISMS = ["json_mode", "schema", "strict_schema", "tool", "prompt"] as const;
export type JsonMechanism = (typeof JSON_MECHANISMS)[number];

/** Reasons a task's failure is inferred from its calls. */
export const INFERRED_TASK_FAILURES = [
  "exhausted_retries",
  "repeated_tool_call",
  "ended_on_failure",
  "abandoned",
] as const;
export type InferredTaskFailure = (typeof INFERRED_TASK_FAILURES)[number];
