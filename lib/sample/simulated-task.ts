import type { FailureClass, JsonResult, ToolVerdict, ViolationKind } from "#lib/domain/failure.ts";
import type { Outcome } from "#lib/domain/task.ts";
import type { Microseconds } from "#lib/domain/time.ts";
import type { SampleTaskType } from "#lib/sample/assumed.ts";
import type { ModelName } from "#lib/sample/fitted.ts";

export interface SimulatedAttempt {
  readonly startUs: Microseconds;
  readonly durationMs: number;
  readonly waitMs: number;
  readonly httpStatus: number | null;
  readonly failure: FailureClass;
  readonly requestId: string | null;
  readonly ttftMs: number | null;
}

export interface SimulatedTool {
  readonly name: string;
  readonly verdict: ToolVerdict;
  readonly violations: readonly { readonly kind: ViolationKind; readonly path: string }[];
  readonly argsHash: string;
}

/** Inclusive counts, as the convention has them. */
export interface SimulatedUsage {
  readonly input: number;
  readonly cacheRead: number;
  readonly output: number;
  readonly reasoning: number;
  readonly estimated: boolean;
}

export interface SimulatedCall {
  readonly operation: "chat" | "embeddings";
  readonly model: ModelName;
  readonly spanId: string;
  readonly startUs: Microseconds;
  readonly endUs: Microseconds;
  readonly streamed: boolean;
  readonly ttftMs: number | null;
  readonly attempts: readonly SimulatedAttempt[];
  readonly failure: FailureClass;
  readonly usage: SimulatedUsage | null;
  readonly tools: readonly SimulatedTool[];
  readonly json: JsonResult | null;
  readonly responseId: string | null;
  readonly toolsHash: string | null;
  readonly prefixHash: string;
  readonly requestHash: string;
  readonly inputChars: number;
  /** What the application recorded of this call alone. */
  readonly checks: Readonly<Record<string, boolean>>;
}

/** A later word on a task, sent over the API by a reviewer rather than on a span. */
export interface SimulatedReview {
  readonly taskId: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly at: Date;
}

export interface SimulatedTask {
  readonly id: string;
  readonly type: SampleTaskType;
  readonly traceId: string;
  readonly spanId: string;
  readonly startUs: Microseconds;
  readonly endUs: Microseconds;
  readonly environment: "production" | "staging";
  readonly tags: Readonly<Record<string, string>>;
  readonly user: string;
  readonly calls: readonly SimulatedCall[];
  /** What the application reported when the task ended; null when it said nothing. */
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  readonly checks: Readonly<Record<string, boolean>>;
  readonly review: SimulatedReview | null;
}
