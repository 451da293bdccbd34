import type { ErrorObject } from "ajv";

import type { Violation } from "#lib/domain/call.ts";
import type { ViolationKind } from "#lib/domain/failure.ts";

import { bag, text } from "#lib/domain/peek.ts";

const MAX_VIOLATIONS = 16;
const MAX_PATH_CHARS = 256;

const KINDS: Readonly<Record<string, ViolationKind>> = {
  required: "missing_required",
  dependentRequired: "missing_required",
  dependencies: "missing_required",
  type: "wrong_type",
  nullable: "wrong_type",
  enum: "not_in_enum",
  const: "not_in_enum",
  additionalProperties: "unexpected_property",
  unevaluatedProperties: "unexpected_property",
};

const CHOICES: ReadonlySet<string> = new Set(["anyOf", "oneOf"]);

/** Violations behind Ajv's errors, each once, by JSON pointer; at most 16. */
export function readViolations(errors: readonly ErrorObject[]): Violation[] {
  const violations = new Map<string, Violation>();
  for (const error of errors) {
    if (isInsideChoice(error, errors) || error.keyword === "if") continue;
    const kind = CHOICES.has(error.keyword) ? kindOfChoice(error, errors) : (KINDS[error.keyword] ?? "constraint");
    const path = pathOf(error).slice(0, MAX_PATH_CHARS);
    violations.set(`${kind} ${path}`, { kind, path });
    if (violations.size >= MAX_VIOLATIONS) break;
  }
  return [...violations.values()];
}

/** What the branches of an `anyOf` say is summed up by the `anyOf` itself. */
function isInsideChoice(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  return errors.some(
    (other) =>
      other !== error &&
      CHOICES.has(other.keyword) &&
      error.schemaPath.startsWith(`${other.schemaPath}/`) &&
      error.instancePath.startsWith(other.instancePath),
  );
}

/** No branch fits: by type, where every branch wants another type; else by some rule. */
function kindOfChoice(choice: ErrorObject, errors: readonly ErrorObject[]): ViolationKind {
  const inside = errors.filter((error) => error !== choice && error.schemaPath.startsWith(`${choice.schemaPath}/`));
  const typed = inside.length > 0 && inside.every((error) => error.keyword === "type");
  return typed && inside.every((error) => error.instancePath === choice.instancePath) ? "wrong_type" : "constraint";
}

/** Errors about a property name the object that should or should not have it; the path names the property. */
function pathOf(error: ErrorObject): string {
  const params = bag(error.params);
  const property =
    text(params["missingProperty"]) ?? text(params["additionalProperty"]) ?? text(params["unevaluatedProperty"]);
  if (property === null) return error.instancePath;
  return `${error.instancePath}/${property.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
