import { OUTTURN } from "#lib/domain/attributes.ts";
import { FAILURE_CLASSES, JSON_RESULTS } from "#lib/domain/failure.ts";
import { OUTCOMES } from "#lib/domain/task.ts";
import type { Attributes } from "./decoded-span.ts";
import { asText } from "./read-attributes.ts";

/** Attributes with a closed set of values. A value outside it is passed over, but never silently. */
const CLOSED: readonly (readonly [name: string, values: readonly string[]])[] = [
  [OUTTURN.taskOutcome, OUTCOMES],
  [OUTTURN.failure, FAILURE_CLASSES],
  [OUTTURN.json, JSON_RESULTS],
];

/** What of a span was passed over, and what it should have said; null when nothing was. */
export function noteIgnored(attributes: Attributes): string | null {
  for (const [name, values] of CLOSED) {
    const value = attributes.get(name);
    if (value === undefined || value === null) continue;
    if (typeof value !== "string" || !values.includes(value)) {
      return `${name} "${asText(value, 40) ?? ""}" is none of ${values.join(", ")}: ignored`;
    }
  }
  return null;
}
