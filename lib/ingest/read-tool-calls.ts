import { OUTTURN } from "#lib/domain/attributes.ts";
import type { ToolCall, Violation } from "#lib/domain/call.ts";
import { NOT_VALIDATED_REASONS, TOOL_VERDICTS, VIOLATION_KINDS } from "#lib/domain/failure.ts";
import type { Attributes } from "./decoded-span.ts";
import { isRecord, parseJson } from "./read-attributes.ts";
import { storable } from "./storable-text.ts";

const MOST_CALLS = 256;
const MOST_VIOLATIONS = 32;

/** The tool calls that capture judged. Null when the span does not say. */
export function readToolVerdicts(attributes: Attributes): ToolCall[] | null {
  const list = parseJson(attributes.get(OUTTURN.toolVerdicts));
  if (!Array.isArray(list)) return null;
  return list.slice(0, MOST_CALLS).filter(isRecord).map(readCall);
}

function readCall(entry: Readonly<Record<string, unknown>>): ToolCall {
  const verdict = oneOf(TOOL_VERDICTS, entry["verdict"]) ?? "not_validated";
  return {
    name: text(entry["name"], 128) ?? "",
    verdict,
    violations: readViolations(entry["violations"]),
    why: verdict === "not_validated" ? (oneOf(NOT_VALIDATED_REASONS, entry["why"]) ?? "no_schema") : null,
    argsHash: text(entry["args_hash"], 64),
  };
}

function readViolations(list: unknown): Violation[] {
  if (!Array.isArray(list)) return [];
  return list.slice(0, MOST_VIOLATIONS).flatMap((entry) => {
    const kind = isRecord(entry) ? oneOf(VIOLATION_KINDS, entry["kind"]) : null;
    return kind === null || !isRecord(entry) ? [] : [{ kind, path: text(entry["path"], 512) ?? "" }];
  });
}

function text(value: unknown, limit: number): string | null {
  return typeof value === "string" ? storable(value, limit) : null;
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | null {
  return known.find((candidate) => candidate === value) ?? null;
}
