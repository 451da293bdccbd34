import { GEN_AI, OUTTURN } from "#lib/domain/attributes.ts";
import type { OutcomeFact, TaskFacts } from "#lib/domain/task.ts";
import { OUTCOME_SOURCES, OUTCOMES } from "#lib/domain/task.ts";
import type { Microseconds } from "#lib/domain/time.ts";
import type { Fact } from "./aliases.ts";
import type { Attributes, DecodedSpan } from "./decoded-span.ts";
import { asBoolean, asText, ownValueOf, RejectedSpan, textOf } from "./read-attributes.ts";
import { readEvaluations } from "./read-evaluations.ts";
import { readForeignTags } from "./read-foreign-tags.ts";
import { storable } from "./storable-text.ts";

const MOST_NAMED = 64;
const LONGEST_ID = 256;
const LONGEST_TYPE = 128;

/** The task a span names itself. @throws RejectedSpan for an id that the API could not address. */
export function readTaskId(attributes: Attributes): string | null {
  const id = asText(attributes.get(OUTTURN.taskId), LONGEST_ID + 1);
  if (id !== null && id.length > LONGEST_ID) {
    throw new RejectedSpan(`${OUTTURN.taskId} is longer than ${LONGEST_ID} characters: "${id.slice(0, 40)}…"`);
  }
  return id;
}

/** Names of the conversation or session that a span is of. */
const CONVERSATION = [
  GEN_AI.conversationId,
  "session.id",
  "langfuse.session.id",
  "traceloop.association.properties.session_id",
  "traceloop.association.properties.thread_id",
  "traceloop.association.properties.chat_id",
  "ai.telemetry.metadata.sessionId",
  "metadata.session_id",
] as const;

/** What instrumentations call the workflow that a span is part of. */
const WORKFLOW = [
  "gen_ai.workflow.name",
  "traceloop.workflow.name",
  "langfuse.trace.name",
  "ai.telemetry.functionId",
] as const;

/** The conversation a span is of; null for one whose id no task could bear. */
export function readConversation({ attributes, origin }: Pick<DecodedSpan, "attributes" | "origin">): string | null {
  const said = ownValueOf(attributes, CONVERSATION) ?? ownValueOf(origin.resource, CONVERSATION);
  const id = asText(said, LONGEST_ID + 1);
  return id === null || id.length > LONGEST_ID ? null : id;
}

/** What a span says of its task; what it does not say is absent. */
export function readTaskFacts(span: DecodedSpan): TaskFacts {
  const { attributes } = span;
  const type = asText(attributes.get(OUTTURN.taskType));
  const workflow = asText(ownValueOf(attributes, WORKFLOW), LONGEST_TYPE);
  const outcome = readOutcome(attributes, span.endUs);
  const found = readEvaluations(attributes, span.events);
  const { checks, tags } = readNamed(attributes, found.checks);
  const expectedTool = attributes.get(OUTTURN.expectedTool);
  return {
    ...(type !== null && { type }),
    ...(workflow !== null && { workflow }),
    ...(outcome !== null && { outcome }),
    ...(checks !== null && { checks }),
    ...(found.scores.length > 0 && { scores: Object.fromEntries(found.scores) }),
    ...(tags !== null && { tags }),
    ...(typeof expectedTool === "string" && { expectedTool: storable(expectedTool, 128) }),
    ...readOrigin(span),
  };
}

/** Who and what it came from: by its own word, or else its resource's. */
function readOrigin(span: DecodedSpan): Pick<TaskFacts, "user" | "environment" | "version" | "conversation"> {
  const either = (fact: Fact): string | null => textOf(span.attributes, fact) ?? textOf(span.origin.resource, fact);
  const [user, environment, version] = [either("user"), either("environment"), either("version")];
  const conversation = readConversation(span);
  return {
    ...(user !== null && { user }),
    ...(environment !== null && { environment }),
    ...(version !== null && { version }),
    ...(conversation !== null && { conversation }),
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
function readNamed(
  attributes: Attributes,
  evaluated: readonly (readonly [string, boolean])[],
): {
  checks: Readonly<Record<string, boolean>> | null;
  tags: Readonly<Record<string, string>> | null;
} {
  const checks = [...evaluated];
  const tags = readForeignTags(attributes);
  attributes.forEach((value, key) => {
    if (!key.startsWith("outturn.") || key.endsWith(".__proto__")) return;
    if (key.startsWith(OUTTURN.checkPrefix) && checks.length < MOST_NAMED) {
      const passed = asBoolean(value);
      if (passed !== null) checks.push([nameIn(key, OUTTURN.checkPrefix), passed]);
    } else if (key.startsWith(OUTTURN.tagPrefix) && tags.length < MOST_NAMED) {
      const text = asText(value);
      if (text !== null) tags.push([nameIn(key, OUTTURN.tagPrefix), text]);
    }
  });
  // Object.fromEntries defines own properties, and `__proto__` was left out: no reader can be led to a prototype.
  return {
    checks: checks.length === 0 ? null : Object.fromEntries(checks),
    tags: tags.length === 0 ? null : Object.fromEntries(tags),
  };
}

function nameIn(key: string, prefix: string): string {
  return storable(key.slice(prefix.length), 128);
}
