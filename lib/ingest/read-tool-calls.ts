import { OUTTURN } from "#lib/domain/attributes.ts";
import type { ToolCall, ValueFacts, Violation } from "#lib/domain/call.ts";
import { NOT_VALIDATED_REASONS, TOOL_VERDICTS, VIOLATION_KINDS } from "#lib/domain/failure.ts";
import type { Attributes } from "./decoded-span.ts";
import { isRecord, parseJson } from "./read-attributes.ts";
import { storable } from "./storable-text.ts";

const MOST_CALLS = 256;
const MOST_VIOLATIONS = 32;
const MOST_COUNTED = 1_000_000;

/** The tool calls that capture judged. Null when the span does not say. */
export function readToolVerdicts(attributes: Attributes): ToolCall[] | null {
  const list = parseJson(attributes.get(OUTTURN.toolVerdicts));
  if (!Array.isArray(list)) return null;
  return list.slice(0, MOST_CALLS).filter(isRecord).map(readCall);
}

function readCall(entry: Readonly<Record<string, unknown>>): ToolCall {
  const verdict = oneOf(TOOL_VERDICTS, entry["verdict"]) ?? "not_validated";
  const values = readValueFacts(entry);
  return {
    name: text(entry["name"], 128) ?? "",
    verdict,
    violations: readViolations(entry["violations"]),
    why: verdict === "not_validated" ? (oneOf(NOT_VALIDATED_REASONS, entry["why"]) ?? "no_schema") : null,
    argsHash: text(entry["args_hash"], 64),
    ...(values !== null && { values }),
  };
}

/** `{optional: {offered, filled}, leaves: {checked, ungrounded}}`; a pair that cannot be is left out, and null when both are. */
export function readValueFacts(entry: unknown): ValueFacts | null {
  if (!isRecord(entry)) return null;
  const optional = readPart(entry["optional"], "offered", "filled");
  const leaves = readPart(entry["leaves"], "checked", "ungrounded");
  if (optional === null && leaves === null) return null;
  return { ...(optional !== null && { optional }), ...(leaves !== null && { leaves }) };
}

/** A whole and a part of it, both counts. */
function readPart<W extends string, P extends string>(value: unknown, whole: W, part: P): Record<W | P, number> | null {
  if (!isRecord(value)) return null;
  const [all, some] = [value[whole], value[part]];
  if (!isCount(all) || !isCount(some) || some > all) return null;
  // Exactly the two keys that were asked for.
  return { [whole]: all, [part]: some } as Record<W | P, number>;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST_COUNTED;
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
