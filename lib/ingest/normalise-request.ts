import type { Batch, Call } from "#lib/domain/call.ts";
import type { KeepContent } from "#lib/domain/content.ts";
import type { TaskEvent } from "#lib/domain/task.ts";
import { NO_RULES } from "#lib/domain/task-rules.ts";
import type { TaskRules } from "#lib/domain/task-rules.ts";
import { LIST_PRICES } from "#lib/pricing/price-book.ts";
import type { PriceBook } from "#lib/pricing/price-book.ts";
import { checkSpan } from "./check-span.ts";
import { collectContent } from "./content/collect-content.ts";
import type { DecodedRequest, DecodedSpan } from "./decoded-span.ts";
import { normaliseSpan } from "./normalise-span.ts";
import type { Normalised, Reader } from "./normalise-span.ts";
import { noteIgnored } from "./note-ignored.ts";
import { RejectedSpan } from "./read-attributes.ts";

export interface IngestScope {
  readonly projectId: string;
  /** Name of the ingest key. */
  readonly key: string;
  readonly nowMs: number;
  /** What the project says about tasks that no instrumentation names; nothing when absent. */
  readonly rules?: TaskRules | undefined;
  /** What the project says of prices; the price table alone when absent. */
  readonly prices?: PriceBook | undefined;
  /** What becomes of messages, for a project that keeps them; when absent they are not even read. */
  readonly keepContent?: KeepContent | undefined;
}

export interface NormalisedRequest {
  readonly batch: Batch;
  readonly rejected: number;
  /** The reasons, and values passed over, each once with its number; bounded. Empty when there is nothing to say. */
  readonly message: string;
}

const MOST_REASONS = 10;
const LONGEST_REASON = 200;

/** Every good span of a request as a call or an event; every bad one counted with its reason. */
export function normaliseRequest(request: DecodedRequest, scope: IngestScope): NormalisedRequest {
  const calls: Call[] = [];
  const events: TaskEvent[] = [];
  const reasons = [...request.defects];
  const notes: string[] = [];
  const reader = readerOf(scope);
  const contents = collectContent(scope.keepContent);
  for (const span of request.items) {
    const defect = checkSpan(span, scope.nowMs);
    if (defect !== null) {
      reasons.push(defect);
      continue;
    }
    const normalised = normaliseOrReject(span, reader);
    if (typeof normalised === "string") {
      reasons.push(normalised);
      continue;
    }
    if ("call" in normalised) {
      calls.push(normalised.call);
      contents?.take(normalised.call, span);
    } else events.push(normalised.event);
    const note = noteIgnored(span.attributes);
    if (note !== null) notes.push(note);
  }
  return {
    batch: { projectId: scope.projectId, calls, events, ...(contents && { contents: contents.kept }) },
    rejected: reasons.length,
    message: summarise([...reasons, ...notes]),
  };
}

export function readerOf({ key, rules = NO_RULES, prices = LIST_PRICES }: IngestScope): Reader {
  return { key, rules, prices, schemas: new Set() };
}

/** The span as call or event, or the reason why it is neither. */
export function normaliseOrReject(span: DecodedSpan, reader: Reader): Normalised | string {
  return orReason(`span ${span.spanId}`, () => normaliseSpan(span, reader));
}

/** What the reading gives, or why the thing that is read is rejected: its faults stay its own. */
export function orReason<T>(what: string, read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RejectedSpan)) throw error;
    return `${what}: ${error.message}`;
  }
}

export function summarise(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) {
    const short = reason.slice(0, LONGEST_REASON);
    if (counts.has(short) || counts.size < MOST_REASONS) counts.set(short, (counts.get(short) ?? 0) + 1);
  }
  const listed = [...counts].map(([reason, times]) => (times === 1 ? reason : `${reason} (${times} times)`));
  const shown = [...counts.values()].reduce((sum, times) => sum + times, 0);
  if (shown < reasons.length) listed.push(`and ${reasons.length - shown} more`);
  return listed.join("; ");
}
