import type { OtlpAttribute } from "#lib/domain/otlp.ts";

import { DeliveryError } from "./delivery-error.ts";
import type { Carrier } from "./open-sink.ts";
import type { Payload } from "./payload.ts";
import { SpanBatch } from "./span-batch.ts";
import type { Spool } from "./spool.ts";
import type { Warn } from "./warn.ts";

export interface QueueOptions {
  readonly carrier: Carrier;
  readonly resource: readonly OtlpAttribute[];
  readonly scopeVersion: string;
  /** Spans held in memory at most; further ones are dropped and counted. */
  readonly maxSpans: number;
  readonly batchSpans: number;
  readonly intervalMs: number;
  /** Where spans wait while the sink is away; null to hold them in memory only. */
  readonly spool: Spool | null;
  readonly warn: Warn;
}

/** A batch on its way, from memory or from the spool. */
interface Shipment {
  readonly payload: Payload;
  readonly spans: number;
  remove(): void | Promise<void>;
  putBack(): void | Promise<void>;
}

const SCOPE_NAME = "outturn";
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** Records that carry content are large: requests stay well below what a server takes, and the queue within bounds. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
const MAX_QUEUED_BYTES = 64 * 1024 * 1024;

/**
 * Finished spans on their way out. States: idle → (a span) waiting → sending → idle or, after a failure, backing off; while
 * it backs off, spans go to the spool, and from there in their order before newer ones. Memory is bounded: a full queue keeps
 * the oldest and counts what it drops. Nothing here throws.
 */
export class SpanQueue {
  readonly #options: QueueOptions;
  /** The request up to its first span. */
  readonly #head: string;
  /** Oldest first; only the last may still grow. */
  readonly #batches: SpanBatch[] = [];
  #size = 0;
  #timer: NodeJS.Timeout | null = null;
  #dueAt = 0;
  #working: Promise<void> | null = null;
  #backoffMs = 0;
  #notBefore = 0;
  #dropped = 0;
  #added = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#head = writeHead(options);
    // What an earlier process left is sent though this one may have nothing to say.
    if (options.spool !== null) this.#schedule();
  }

  /** Spans lost so far: refused by the server, or dropped because queue and spool were full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Spans held in memory. */
  get size(): number {
    return this.#size;
  }

  /** Spans ever added. */
  get added(): number {
    return this.#added;
  }

  /** @param span its OTLP/JSON. */
  add(span: string): void {
    this.#added += 1;
    if (this.#size >= this.#options.maxSpans || this.#bytes > MAX_QUEUED_BYTES) {
      this.#drop(1, "the queue is full because the server cannot be reached");
      return;
    }
    this.#size += 1;
    const batch = this.#growing();
    batch.add(span);
    const full = this.#size >= this.#options.batchSpans || batch.bytes > MAX_BATCH_BYTES;
    if (full && (this.#backoffMs === 0 || this.#options.spool !== null)) void this.#work();
    else this.#schedule();
  }

  /**
   * Sends what is there now; resolves when it is delivered, kept on disk, given up, or the time is over.
   * @param once after a first failure leave the rest to the spool, where there is one.
   */
  async flush(timeoutMs: number, once = false): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    const { spool } = this.#options;
    while (this.#unsent && Date.now() < deadline) {
      await waitUntil(Math.min(this.#notBefore, deadline));
      if (Date.now() < deadline || this.#notBefore === 0) await withDeadline(this.#work(), deadline);
      if (once && spool !== null && this.#backoffMs > 0) break;
    }
    await withDeadline(this.#working ?? Promise.resolve(), deadline);
    if (this.#working === null) await this.#stash();
  }

  /** Puts what is left into the spool at once, for a process at its very end. */
  keepNow(): void {
    const { spool } = this.#options;
    if (spool === null) return;
    for (let oldest = this.#oldest(); oldest !== null; oldest = this.#oldest()) {
      void oldest.remove();
      if (!spool.keepNow(oldest)) this.#drop(oldest.spans, "they cannot be kept on disk");
    }
  }

  get #bytes(): number {
    return this.#batches.reduce((sum, batch) => sum + batch.bytes, 0);
  }

  get #unsent(): boolean {
    return this.#size > 0 || this.#options.spool?.mayHold === true;
  }

  #schedule(): void {
    if (this.#working !== null) return;
    // Spans in memory go to the spool in good time, even though the next try is far off.
    const stashable = this.#options.spool !== null && this.#size > 0;
    const away = stashable ? 0 : this.#notBefore - Date.now();
    const delay = Math.max(this.#options.intervalMs, away);
    if (this.#timer !== null && this.#dueAt <= Date.now() + delay) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueAt = Date.now() + delay;
    this.#timer = setTimeout(() => void this.#work(), delay);
    this.#timer.unref();
  }

  #work(): Promise<void> {
    if (this.#working !== null) return this.#working;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const away = this.#options.spool !== null && Date.now() < this.#notBefore;
    this.#working = (away ? this.#stash() : this.#sendAll()).finally(() => {
      this.#working = null;
      if (this.#unsent) this.#schedule();
    });
    return this.#working;
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const shipment: Shipment | null = (await this.#options.spool?.next()) ?? this.#oldest();
      if (shipment === null) return;
      try {
        await this.#options.carrier.carry(shipment.payload);
        await shipment.remove();
        this.#backoffMs = 0;
        this.#notBefore = 0;
      } catch (error) {
        if (await this.#backOff(error, shipment)) return this.#stash();
      }
    }
  }

  /** The batch that takes the next span. */
  #growing(): SpanBatch {
    const last = this.#batches.at(-1);
    const room = last?.open === true && last.spans < this.#options.batchSpans && last.bytes <= MAX_BATCH_BYTES;
    if (room) return last;
    const fresh = new SpanBatch(this.#head);
    this.#batches.push(fresh);
    return fresh;
  }

  #oldest(): Shipment | null {
    const [batch] = this.#batches;
    if (batch === undefined) return null;
    const { payload, spans } = batch;
    const remove = (): void => {
      if (this.#batches[0] !== batch) return;
      this.#batches.shift();
      this.#size -= spans;
    };
    return { payload, spans, remove, putBack: () => undefined };
  }

  /** Moves what is in memory to the spool, as far as there is room. */
  async #stash(): Promise<void> {
    const { spool } = this.#options;
    if (spool === null) return;
    for (let oldest = this.#oldest(); oldest !== null; oldest = this.#oldest()) {
      if (!(await spool.keep(oldest))) return;
      await oldest.remove();
    }
  }

  /** Sets the time of the next try; false when the batch was given up instead. */
  async #backOff(error: unknown, shipment: Shipment): Promise<boolean> {
    const retryAfter = error instanceof DeliveryError ? error.retryAfterMs : null;
    if (error instanceof DeliveryError && !error.retryable) {
      await shipment.remove();
      this.#drop(shipment.spans, error.message);
      return false;
    }
    await shipment.putBack();
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
}

function writeHead({ resource, scopeVersion }: QueueOptions): string {
  const scope = JSON.stringify({ name: SCOPE_NAME, version: scopeVersion });
  return `{"resourceSpans":[{"resource":${JSON.stringify({ attributes: resource })},"scopeSpans":[{"scope":${scope},"spans":[`;
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
