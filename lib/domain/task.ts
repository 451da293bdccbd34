import type { Microseconds } from "./time.ts";

export const OUTCOMES = ["succeeded", "failed", "cancelled"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** In rising order of authority: a later entry beats an earlier one. */
export const OUTCOME_SOURCES = ["inferred", "reported", "reviewed"] as const;
export type OutcomeSource = (typeof OUTCOME_SOURCES)[number];

export interface OutcomeFact {
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly source: OutcomeSource;
  readonly atUs: Microseconds;
}

/** What one observation says about its task. Absent means it says nothing. */
export interface TaskFacts {
  readonly type?: string;
  /** What its instrumentation calls the workflow: the task's type where nothing else says one. */
  readonly workflow?: string;
  readonly outcome?: OutcomeFact;
  readonly checks?: Readonly<Record<string, boolean>>;
  /** Results of evaluations by name, as numbers: a project's rules say from which on one has passed. */
  readonly scores?: Readonly<Record<string, number>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** The tool that should be called; the empty string for none. */
  readonly expectedTool?: string;
  readonly user?: string;
  readonly environment?: string;
  readonly version?: string;
  /** The conversation or session it belongs to, for projects that take one as a task. */
  readonly conversation?: string;
  /** Name of a span without a parent, where nothing else keeps it. */
  readonly rootName?: string;
  /** What it said beside all that is read by name: bounded, and never content. */
  readonly attributes?: Readonly<Record<string, KeptValue>>;
}

export type KeptValue = string | number | boolean;

/**
 * An observation of a task that is not a model call: a span (of any kind), or something said over the API.
 * Spans date the task even when they say nothing else.
 */
export interface TaskEvent {
  /** `span:<trace>/<span>` or the API's own id; the same id again is the same event. */
  readonly id: string;
  readonly kind: "span" | "api";
  /** The task it names; null when the trace decides. */
  readonly ownTaskId: string | null;
  readonly traceId: string | null;
  /** The answer of the provider that it is about, where that is all it names: it waits until a call with that answer is there. */
  readonly responseId?: string;
  readonly spanId: string | null;
  readonly parentSpanId: string | null;
  readonly scope: string;
  readonly name: string;
  readonly startUs: Microseconds;
  readonly endUs: Microseconds;
  readonly facts: TaskFacts;
  readonly attributeCount: number;
  readonly contentHash: string;
}

/** Tag of the tasks of one run of cases: figures are kept by it without its being declared. */
export const RUN_TAG = "outturn.run";
