import type { FailureClass } from "#lib/domain/failure.ts";

import { bag, numeric, text } from "../peek.ts";

export interface ErrorFacts {
  readonly failure: FailureClass;
  /** Exhausted quota or credit: sending again does not help. */
  readonly quota: boolean;
  /** Low-cardinality: the provider's code or type, else the error's class. Never its message. */
  readonly errorType: string;
  readonly status: number | null;
}

const QUOTA_CODES: ReadonlySet<string> = new Set([
  "insufficient_quota",
  "credit_balance_exhausted",
  "organization_spend_limit_exceeded",
  "project_spend_limit_exceeded",
  "organization_usage_limit_exceeded",
  "billing_hard_limit_reached",
  "enforced_spend_limit_reached",
  "contract_spend_limit_reached",
  "linked_organization_spend_limit_reached",
]);
const OVERLOADED: ReadonlySet<string> = new Set([
  "overloaded",
  "overloaded_error",
  "server_is_overloaded",
  "service_unavailable_error",
  "slow_down",
]);
const RATE_LIMITED: ReadonlySet<string> = new Set(["rate_limit_exceeded", "rate_limit_error", "resource_exhausted"]);
const SERVER: ReadonlySet<string> = new Set(["server_error", "api_error", "internal_error", "internal_server_error"]);
const TIMEOUT: ReadonlySet<string> = new Set(["timeout_error"]);
const FILTERED: ReadonlySet<string> = new Set(["content_filter", "content_policy_violation"]);
const CONTEXT =
  /context_length_exceeded|prompt is too long|(maximum|model'?s) context (length|window)|input is too long|exceeds? the context/i;
const CREDIT = /credit balance is too low|exceeded your current quota|insufficient credits/i;

/** What a provider said about a failure, wherever it said it. */
export interface ProviderError {
  readonly status: number | null;
  readonly code: string | null;
  readonly type: string | null;
  readonly message: string;
}

/** Class of a failure that the provider reported; null when its words say nothing. */
export function classifyProviderError(said: ProviderError): FailureClass | null {
  if (isQuota(said)) return "rate_limited";
  const told = classifyStatus(said.status) ?? classifyWords(said);
  if (told !== null || said.status === null) return told;
  return said.status >= 500 ? "server_error" : "invalid_request";
}

/** Statuses that mean one thing whatever the body says. */
function classifyStatus(status: number | null): FailureClass | null {
  if (status === 429) return "rate_limited";
  if (status === 401 || status === 403) return "auth";
  if (status === 408 || status === 504) return "timeout";
  return status === 529 ? "overloaded" : null;
}

function classifyWords({ status, code, type, message }: ProviderError): FailureClass | null {
  const says = (known: ReadonlySet<string>): boolean => known.has(code ?? "") || known.has(type ?? "");
  if (says(TIMEOUT)) return "timeout";
  if (says(OVERLOADED)) return "overloaded";
  if (says(FILTERED)) return "content_filter";
  if (status !== 413 && CONTEXT.test(`${code ?? ""} ${message}`)) return "context_overflow";
  // With a status the status decides; without one (inside a stream) only the words are there.
  if (status !== null) return null;
  if (says(RATE_LIMITED)) return "rate_limited";
  return says(SERVER) ? "server_error" : null;
}

/** True for exhausted quota or credit, as opposed to a limit that passes. */
export function isQuota({ code, type, message }: ProviderError): boolean {
  return QUOTA_CODES.has(code ?? "") || QUOTA_CODES.has(type ?? "") || CREDIT.test(message);
}

/** Reads an error that the SDK threw, or that reading its stream threw (`midStream`). */
export function classifyError(error: unknown, midStream: boolean): ErrorFacts {
  const said = readProviderError(error);
  const errorType = said.code ?? said.type ?? (said.status === null ? className(error) : String(said.status));
  const facts = { quota: isQuota(said), errorType, status: said.status };
  const transport = said.status === null ? classifyTransport(error) : null;
  const failure = transport ?? classifyProviderError(said) ?? (midStream ? "stream_interrupted" : "network");
  return { ...facts, failure: transport === null && isOurs(error, said) ? "invalid_request" : failure };
}

/** Both SDKs keep the parsed body on `error`; Anthropic nests once more and puts its codes into `details`. */
function readProviderError(error: unknown): ProviderError {
  const top = bag(error);
  const body = bag(top["error"]);
  const inner = typeof body["error"] === "object" ? bag(body["error"]) : body;
  const code = text(top["code"]) ?? text(inner["code"]) ?? text(bag(inner["details"])["error_code"]);
  const numericCode = numeric(inner["code"]);
  return {
    status: numeric(top["status"]) ?? (numericCode !== null && numericCode >= 400 ? numericCode : null),
    code,
    type: text(inner["type"]) ?? text(top["type"]),
    message: text(inner["message"]) ?? text(top["message"]) ?? "",
  };
}

function classifyTransport(error: unknown): FailureClass | null {
  const name = className(error);
  const message = text(bag(error)["message"]) ?? "";
  if (name === "APIUserAbortError" || name === "AbortError") return "aborted";
  if (name === "APIConnectionTimeoutError" || name === "TimeoutError" || message === "Request timed out.")
    return "timeout";
  return name === "APIConnectionError" ? "network" : null;
}

/** An error the SDK raised before sending anything: the request itself was at fault. */
function isOurs(error: unknown, said: ProviderError): boolean {
  const name = className(error);
  return said.status === null && said.code === null && (name === "OpenAIError" || name === "AnthropicError");
}

function className(error: unknown): string {
  if (!(error instanceof Error)) return "_OTHER";
  return error.name === "Error" ? error.constructor.name : error.name;
}
