import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

import { OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";
import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { AttributeInput, OtlpSpan } from "#lib/domain/otlp.ts";
import type { Outcome } from "#lib/domain/task.ts";

import type { AskedJson } from "./api.ts";
import { now, toNanos } from "./clock.ts";
import { activeContext, newSpanId, newTraceId, spanIn } from "./record/trace-context.ts";
import type { OtelContext, SpanContext } from "./record/trace-context.ts";
import { TwinSpan } from "./record/twin-span.ts";
import type { Task, TaskOptions } from "./public-task.ts";

/** What a task needs from whoever keeps the records. */
interface TaskRecorder {
  readonly emit: (span: OtlpSpan) => void;
  /** Whether the application's own OpenTelemetry SDK gets the same span. */
  readonly twins: boolean;
}

/** The task that model calls made here belong to. */
export const taskInProgress = new AsyncLocalStorage<RunningTask>();

/**
 * A task from its callback's start. States: running → ended. Its span is written at the end, and again, with a later end,
 * when something is said about it afterwards: of two spans with the same ids the later one counts.
 */
export class RunningTask implements Task {
  readonly id: string;
  readonly type: string;
  readonly tags: Record<string, string>;
  readonly context: SpanContext;
  /** The application's OpenTelemetry context for what is done inside; null without one. */
  readonly within: OtelContext | null;
  readonly #twin: TwinSpan | null;
  readonly #parentSpanId: string | null;
  readonly #user: string | undefined;
  readonly #startMs = now();
  readonly #emit: (span: OtlpSpan) => void;
  readonly #checks: Record<string, boolean> = {};
  #outcome: { readonly outcome: Outcome; readonly reason: string | null } | null = null;
  /** Read when a call begins: what is expected of it. */
  expectedJson: AskedJson | null = null;
  #expectedTool: string | null = null;
  #ended = false;

  constructor(type: string, options: TaskOptions, { emit, twins }: TaskRecorder) {
    this.id = options.id ?? randomUUID();
    this.type = type;
    this.tags = { ...options.tags };
    this.#user = options.user;
    this.#emit = emit;
    const within = activeContext();
    const parent = spanIn(within);
    this.#twin =
      within === null || !twins
        ? null
        : TwinSpan.begin({ name: `task ${type}`, kind: 1, startMs: this.#startMs, within });
    this.within = this.#twin?.inside ?? within;
    this.context = this.#twin?.context ?? { traceId: parent?.traceId ?? newTraceId(), spanId: newSpanId() };
    this.#parentSpanId = parent?.spanId ?? null;
  }

  succeed(): void {
    this.#decide("succeeded", null);
  }

  fail(reason: string): void {
    this.#decide("failed", reason);
  }

  cancel(): void {
    this.#decide("cancelled", null);
  }

  check(name: string, passed: boolean): void {
    this.#checks[name] = passed;
    this.#changed();
  }

  expectTool(name: string | null): void {
    this.#expectedTool = name ?? "";
    this.#changed();
  }

  expectJson(schema?: object | null): void {
    this.expectedJson = schema === null ? null : { schema, mechanism: "prompt" };
  }

  tag(key: string, value: string): void {
    this.tags[key] = value;
    this.#changed();
  }

  /** The callback is over; what it threw, if it did, fails the task unless the callback had said how it ended. */
  end(thrown: boolean): void {
    if (thrown && (this.#outcome === null || this.#outcome.outcome === "succeeded")) {
      this.#outcome = { outcome: "failed", reason: "exception" };
    }
    this.#ended = true;
    const span = this.#describe();
    this.#emit(span);
    this.#twin?.end(span);
  }

  #decide(outcome: Outcome, reason: string | null): void {
    this.#outcome = { outcome, reason };
    this.#changed();
  }

  #changed(): void {
    if (this.#ended) this.#emit(this.#describe());
  }

  #describe(): OtlpSpan {
    const facts: Record<string, AttributeInput | null | undefined> = {
      [OUTTURN.taskId]: this.id,
      [OUTTURN.taskType]: this.type,
      [OUTTURN.taskOutcome]: this.#outcome?.outcome,
      [OUTTURN.taskFailureReason]: this.#outcome?.reason,
      [OUTTURN.expectedTool]: this.#expectedTool,
      [PROVIDER.userId]: this.#user,
    };
    for (const [name, passed] of Object.entries(this.#checks)) facts[OUTTURN.checkPrefix + name] = passed;
    for (const [key, value] of Object.entries(this.tags)) facts[OUTTURN.tagPrefix + key] = value;
    return {
      ...this.context,
      ...(this.#parentSpanId !== null && { parentSpanId: this.#parentSpanId }),
      name: `task ${this.type}`,
      kind: 1,
      startTimeUnixNano: toNanos(this.#startMs),
      endTimeUnixNano: toNanos(now()),
      attributes: toOtlpAttributes(facts),
    };
  }
}
