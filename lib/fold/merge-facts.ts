import type { Call } from "#lib/domain/call.ts";
import type { TaskEvent, TaskFacts } from "#lib/domain/task.ts";

import { compareText } from "./rows.ts";

/** Something that was said of a task, when, and by which observation. */
export interface Statement {
  readonly atUs: number;
  readonly id: string;
  readonly facts: TaskFacts;
  /** True for what a model call's own span says: its checks are of that call. */
  readonly ofCall: boolean;
}

export interface MergedFacts {
  readonly type: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Checks of the task itself; those of single calls stay with the calls. */
  readonly checks: Readonly<Record<string, boolean>>;
  readonly user: string | null;
  readonly environment: string;
  readonly version: string | null;
}

/** The statements of a task in the order in which they hold: a later one overrides, and ids decide between equal times. */
export function statementsOf(calls: readonly Call[], events: readonly TaskEvent[]): Statement[] {
  return [
    ...calls.map(({ startUs, spanId, traceId, facts }) => ({
      atUs: startUs,
      id: `${spanId}/${traceId}`,
      facts,
      ofCall: true,
    })),
    ...events.map((event) => ({ atUs: event.startUs, id: eventId(event), facts: event.facts, ofCall: false })),
  ].sort((a, b) => a.atUs - b.atUs || compareText(a.id, b.id));
}

/** A span's statements are known by its span id, those over the API by their own. */
function eventId(event: TaskEvent): string {
  return event.kind === "span" && event.spanId !== null ? `${event.spanId}/${event.traceId}` : event.id;
}

/** Type, tags, checks and origin of a task. @param statements in order, as `statementsOf` gives them. */
export function mergeFacts(statements: readonly Statement[]): MergedFacts {
  // Names come from outside: without a prototype, a tag called `__proto__` is a tag like any other.
  const tags: Record<string, string> = Object.create(null) as Record<string, string>;
  const checks: Record<string, boolean> = Object.create(null) as Record<string, boolean>;
  let type = "";
  let user: string | null = null;
  let environment = "";
  let version: string | null = null;
  for (const { facts, ofCall } of statements) {
    if (facts.tags) Object.assign(tags, facts.tags);
    if (facts.checks && !ofCall) Object.assign(checks, facts.checks);
    type = facts.type || type;
    user = facts.user ?? user;
    environment = facts.environment || environment;
    version = facts.version ?? version;
  }
  const origin = { user, environment: environment || tags["environment"] || "production", version };
  return { type: type || workflowOf(statements), tags, checks, ...origin };
}

/** The first that was named: what follows within it has names of its own. */
function workflowOf(statements: readonly Statement[]): string {
  return statements.find(({ facts }) => facts.workflow)?.facts.workflow ?? "";
}
