import type { OtlpAttribute, OtlpSpan, SpanSink } from "#lib/domain/otlp.ts";

import { DeliveryError } from "./delivery-error.ts";
import type { Warn } from "./warn.ts";

export interface QueueOptions {
  readonly sink: SpanSink;
  readonly resource: readonly OtlpAttribute[];
  readonly scopeVersion: string;
  /** Spans held at most; further ones are dropped and counted. */
  readonly maxSpans: number;
  readonly batchSpans: number;
  readonly intervalMs: number;
  readonly warn: Warn;
}

const SCOPE_NAME = "outturn";
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;

/**
 * Finished spans on their way out. States: idle → (a span) waiting → sending → idle or, after a failure, backing off.
 * Memory is bounded: a full queue keeps the oldest and counts what it drops. Nothing here throws.
 */
export class SpanQueue {
  readonly #options: QueueOptions;
  readonly #spans: OtlpSpan[] = [];
  #timer: NodeJS.Timeout | null = null;
  #sending: Promise<void> | null = null;
  #backoffMs = 0;
  #notBefore = 0;
  #dropped = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Spans lost so far: refused by the server, or dropped because the queue was full. */
  get dropped(): number {
    return this.#dropped;
  }

  get size(): number {
    return this.#spans.length;
  }

  add(span: OtlpSpan): void {
    if (this.#spans.length >= this.#options.maxSpans) {
      this.#drop(1, "the queue is full because the server cannot be reached");
      return;
    }
    this.#spans.push(span);
    if (this.#spans.length >= this.#options.batchSpans && this.#backoffMs === 0) void this.#send();
    else this.#schedule();
  }

  /** Sends what is queued now; resolves when it is delivered, given up, or the time is over. */
  async flush(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (this.#spans.length > 0 && Date.now() < deadline) {
      await waitUntil(Math.min(this.#notBefore, deadline));
      if (Date.now() < deadline || this.#notBefore === 0) await withDeadline(this.#send(), deadline);
    }
    await withDeadline(this.#sending ?? Promise.resolve(), deadline);
  }

  #schedule(): void {
    if (this.#timer !== null || this.#sending !== null) return;
    const delay = Math.max(this.#options.intervalMs, this.#notBefore - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#send();
    }, delay);
    this.#timer.unref();
  }

  #send(): Promise<void> {
    if (this.#sending !== null) return this.#sending;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sending = this.#sendAll().finally(() => {
      this.#sending = null;
      if (this.#spans.length > 0) this.#schedule();
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#spans.length > 0) {
      const batch = this.#spans.slice(0, this.#options.batchSpans);
      try {
        await this.#options.sink.export(this.#wrap(batch));
        this.#spans.splice(0, batch.length);
        this.#backoffMs = 0;
        this.#notBefore = 0;
      } catch (error) {
        if (this.#backOff(error, batch.length)) return;
      }
    }
  }

  /** Sets the time of the next try; false when the batch was given up instead. */
  #backOff(error: unknown, spans: number): boolean {
    const retryAfter = error instanceof DeliveryError ? error.retryAfterMs : null;
    if (error instanceof DeliveryError && !error.retryable) {
      this.#spans.splice(0, spans);
      this.#drop(spans, error.message);
      return false;
    }
    this.#backoffMs = Math.min(MAX_BACKOFF_MS, Math.max(FIRST_BACKOFF_MS, this.#backoffMs * 2));
    // Spread out, so that many processes do not come back at the same moment.
    const wait = Math.max(retryAfter ?? 0, this.#backoffMs * (0.75 + Math.random() / 4));
    this.#notBefore = Date.now() + wait;
    return true;
  }

  #drop(spans: number, reason: string): void {
    this.#dropped += spans;
    this.#options.warn("dropped", `Outturn is losing records: ${reason}. Calls themselves are not affected.`);
  }

  #wrap(spans: readonly OtlpSpan[]): Parameters<SpanSink["export"]>[0] {
    const scope = { name: SCOPE_NAME, version: this.#options.scopeVersion };
    return { resourceSpans: [{ resource: { attributes: this.#options.resource }, scopeSpans: [{ scope, spans }] }] };
  }
}

function waitUntil(time: number): Promise<void> {
  const delay = time - Date.now();
  return delay <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, delay));
}

async function withDeadline(work: Promise<void>, deadline: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, deadline - Date.now()));
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
