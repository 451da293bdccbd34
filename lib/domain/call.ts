import type { CallContent } from "./content.ts";
import type {
  FailureClass,
  JsonMechanism,
  JsonResult,
  NotValidatedReason,
  ToolVerdict,
  ViolationKind,
} from "./failure.ts";
import type { NanoUsd } from "./money.ts";
import type { TaskEvent, TaskFacts } from "./task.ts";
import type { Microseconds } from "./time.ts";

/** Token counts as exclusive buckets; null is unknown, 0 is none. Totals are derived, never stored. */
export interface Usage {
  readonly inputUncached: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite5m: number | null;
  readonly cacheWrite1h: number | null;
  /** All output, reasoning and audio included. */
  readonly output: number | null;
  /** The share of `output` that is reasoning. */
  readonly reasoning: number | null;
  /** Audio shares of `inputUncached`, `cacheRead` and `output`. */
  readonly audioInput: number | null;
  readonly audioCacheRead: number | null;
  readonly audioOutput: number | null;
  /** Per-use server tools: `web_search`, `file_search`, … → uses. */
  readonly toolUses: Readonly<Record<string, number>>;
}

/** Which reading of the emitter's input count was used. */
export type InputRule = "inclusive" | "exclusive";

/** What a call cost, in integer nano-dollars. Null is unknown, never zero. */
export interface CallCost {
  readonly total: NanoUsd | null;
  /** The part for input (uncached, cache reads and writes); the rest is output and tools. */
  readonly input: NanoUsd | null;
  /** What a timed-out or aborted call may have cost beside `total`; null where it cannot be estimated. */
  readonly possiblyBilled: NanoUsd | null;
  /** Whether the token counts behind `total` are an estimate (a stream cut short). */
  readonly estimated: boolean;
  /** Price table and version, e.g. `genai-prices 0.1.8: openai/gpt-4o-mini`; null when unpriced. */
  readonly source: string | null;
}

/** One of a provider's limits as the headers of an answer stated it; null for what they did not say. */
export interface RateLimit {
  /** As the provider calls it: `requests`, `tokens`, `input-tokens`, … */
  readonly name: string;
  readonly limit: number | null;
  readonly remaining: number | null;
  /** From the answer until the limit is whole again. */
  readonly resetMs: number | null;
}

export interface Attempt {
  readonly index: number;
  readonly httpStatus: number | null;
  readonly waitMs: number | null;
  readonly durationMs: number | null;
  readonly ttftMs: number | null;
  readonly errorType: string | null;
  readonly failure: FailureClass;
  readonly requestId: string | null;
  /** Absent when the headers named none. */
  readonly rateLimits?: readonly RateLimit[];
}

export interface Violation {
  readonly kind: ViolationKind;
  /** JSON pointer into the arguments, e.g. `/members/0/birth`. */
  readonly path: string;
}

/** What was counted of the values that a model filled in, without keeping them. Absent is unknown. */
export interface ValueFacts {
  /** Optional properties the schema offered, those nested in what was filled included; and how many were filled. */
  readonly optional?: { readonly offered: number; readonly filled: number };
  /** Short texts and numbers that were looked for in the request, and those not found there: invented, perhaps. */
  readonly leaves?: { readonly checked: number; readonly ungrounded: number };
}

/** One tool invocation that a model asked for. */
export interface ToolCall {
  readonly name: string;
  readonly verdict: ToolVerdict;
  readonly violations: readonly Violation[];
  readonly why: NotValidatedReason | null;
  readonly argsHash: string | null;
  readonly values?: ValueFacts;
}

export const OPERATIONS = ["generation", "embedding", "other"] as const;
/** Only `generation` counts as a call of the contract; the rest are `other_calls`. All are in every cost. */
export type Operation = (typeof OPERATIONS)[number];

/** One model call as the application sees it, normalised, priced and classified. The unit that the store keeps. */
export interface Call {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  /** Instrumentation scope that emitted it. */
  readonly scope: string;
  /** The task the span itself names; null when the trace decides. */
  readonly ownTaskId: string | null;
  readonly startUs: Microseconds;
  readonly endUs: Microseconds;
  readonly operation: Operation;
  /** Lower-case well-known provider name (`openai`, `anthropic`, …); empty when unknown. */
  readonly provider: string;
  /** The name figures are grouped by: the one requested, or the one served where a deployment or router was named. */
  readonly model: string;
  readonly requestModel: string | null;
  readonly responseModel: string | null;
  readonly responseId: string | null;
  readonly requestId: string | null;
  readonly serviceTier: string | null;
  readonly streamed: boolean | null;
  /** First content minus call start, retries included. */
  readonly ttftMs: number | null;
  readonly finishReasons: readonly string[];
  readonly httpStatus: number | null;
  readonly errorType: string | null;
  /** Null when the emitter sent no usage at all. */
  readonly usage: Usage | null;
  readonly inputRule: InputRule;
  readonly usageRaw: string | null;
  readonly cost: CallCost;
  readonly failure: FailureClass;
  /** Exhausted quota or credit behind a `rate_limited`. */
  readonly quota: boolean;
  /** Null when attempts cannot be seen by this emitter. */
  readonly attempts: readonly Attempt[] | null;
  /** Attempts − 1; null when unseen. */
  readonly resendCount: number | null;
  readonly toolCalls: readonly ToolCall[];
  /** Null when the call did not ask for JSON. */
  readonly json: JsonResult | null;
  /** Null when it did not ask for JSON, or its emitter does not say how. */
  readonly jsonMechanism: JsonMechanism | null;
  /** Of its JSON answer; those of tool calls stand with them. */
  readonly jsonValues: ValueFacts | null;
  /** Tools that the request showed the model; null when unknown. */
  readonly toolsOffered: number | null;
  readonly toolsHash: string | null;
  readonly prefixHash: string | null;
  readonly requestHash: string | null;
  readonly inputChars: number | null;
  /** As the application marked it; null when it said nothing. */
  readonly markedReask: boolean | null;
  /** Answered from a cache: costs 0 and is counted apart. */
  readonly fromCache: boolean;
  /** Name of the ingest key it came with. */
  readonly key: string;
  readonly facts: TaskFacts;
  /** Attributes the span carried, and a hash of its content: they decide between two versions of one span. */
  readonly attributeCount: number;
  readonly contentHash: string;
}

/** What one ingest request hands to the store: written in one transaction, or not at all. */
export interface Batch {
  readonly projectId: string;
  readonly calls: readonly Call[];
  readonly events: readonly TaskEvent[];
  /** Sealed messages of some of the calls, for a project that keeps them. */
  readonly contents?: readonly CallContent[];
}

/** The door of the store as ingest sees it. Resolves once the batch is committed. */
export interface CallStore {
  write(batch: Batch): Promise<void>;
}

/** Microseconds that a call spent waiting between its attempts; null where attempts cannot be seen. */
export function waitedUs({ attempts }: Pick<Call, "attempts">): Microseconds | null {
  if (attempts === null) return null;
  return Math.round(attempts.reduce((sum, { waitMs }) => sum + (waitMs ?? 0), 0) * 1000);
}
