import { OUTTURN } from "#lib/domain/attributes.ts";
import type { OutcomeFact, TaskFacts } from "#lib/domain/task.ts";
import { OUTCOME_SOURCES, OUTCOMES } from "#lib/domain/task.ts";
import type { Microseconds } from "#lib/domain/time.ts";
import type { Attributes, DecodedSpan } from "./decoded-span.ts";
import { asBoolean, asText, RejectedSpan, textOf } from "./read-attributes.ts";
import { storable } from "./storable-text.ts";

const MOST_NAMED = 64;
const LONGEST_ID = 256;

/** The task a span names itself. @throws RejectedSpan for an id that the API could not address. */
export function readTaskId(attributes: Attributes): string | null {
  const id = asText(attributes.get(OUTTURN.taskId), LONGEST_ID + 1);
  if (id !== null && id.length > LONGEST_ID) {
    throw new RejectedSpan(`${OUTTURN.taskId} is longer than ${LONGEST_ID} characters: "${id.slice(0, 40)}…"`);
  }
  return id;
}

/** What a span says of its task; what it does not say is absent. */
export function readTaskFacts(span: DecodedSpan): TaskFacts {
  const { attributes } = span;
  const { resource } = span.origin;
  const type = asText(attributes.get(OUTTURN.taskType));
  const outcome = readOutcome(attributes, span.endUs);
  const { checks, tags } = readNamed(attributes);
  const expectedTool = attributes.get(OUTTURN.expectedTool);
  const user = textOf(attributes, "user") ?? textOf(resource, "user");
  const environment = textOf(attributes, "environment") ?? textOf(resource, "environment");
  const version = textOf(attributes, "version") ?? textOf(resource, "version");
  return {
    ...(type !== null && { type }),
    ...(outcome !== null && { outcome }),
    ...(checks !== null && { checks }),
    ...(tags !== null && { tags }),
    ...(typeof expectedTool === "string" && { expectedTool: storable(expectedTool, 128) }),
    ...(user !== null && { user }),
    ...(environment !== null && { environment }),
    ...(version !== null && { version }),
  };
}

function readOutcome(attributes: Attributes, atUs: Microseconds): OutcomeFact | null {
  const said = asText(attributes.get(OUTTURN.taskOutcome));
  const outcome = OUTCOMES.find((known) => known === said);
  if (outcome === undefined) return null;
  const claimed = asText(attributes.get(OUTTURN.taskOutcomeSource));
  const source = OUTCOME_SOURCES.find((known) => known === claimed) ?? "reported";
  return { outcome, reason: asText(attributes.get(OUTTURN.taskFailureReason)), source, atUs };
}

/** Checks and tags carry their name in the key. Own properties only: a key may be `__proto__`. */
function readNamed(attributes: Attributes): {
  checks: Readonly<Record<string, boolean>> | null;
  tags: Readonly<Record<string, string>> | null;
} {
  const checks: [string, boolean][] = [];
  const tags: [string, string][] = [];
  for (const [key, value] of attributes) {
    if (!key.startsWith("outturn.") || key.endsWith(".__proto__")) continue;
    if (key.startsWith(OUTTURN.checkPrefix) && checks.length < MOST_NAMED) {
      const passed = asBoolean(value);
      if (passed !== null) checks.push([nameIn(key, OUTTURN.checkPrefix), passed]);
    } else if (key.startsWith(OUTTURN.tagPrefix) && tags.length < MOST_NAMED) {
      const text = asText(value);
      if (text !== null) tags.push([nameIn(key, OUTTURN.tagPrefix), text]);
    }
  }
  // Object.fromEntries defines own properties, and `__proto__` was left out: no reader can be led to a prototype.
  return {
    checks: checks.length === 0 ? null : Object.fromEntries(checks),
    tags: tags.length === 0 ? null : Object.fromEntries(tags),
  };
}

function nameIn(key: string, prefix: string): string {
  return storable(key.slice(prefix.length), 128);
}
