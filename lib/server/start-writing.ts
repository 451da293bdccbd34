import { OutturnError } from "#lib/domain/errors.ts";
import { refuseExport } from "#lib/ingest/accept-traces.ts";
import type { TracesAnswer, TracesRequest } from "#lib/ingest/accept-traces.ts";
import { readBody } from "#lib/ingest/read-body.ts";

import { keepThread } from "./keep-thread.ts";
import type { KeptThread } from "./keep-thread.ts";
import type { FoldProgress, OtlpSignal, Sender } from "./runtime.ts";
import type { Tracer } from "./tracing/tracer.ts";

/** An export handed to the thread: its body as sent. */
export interface HandedExport {
  readonly id: number;
  readonly signal: OtlpSignal;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly sender: Sender;
}

/** What the thread is told: an export, that a project changed what it keeps at hand, or to end. */
export type ToWriter = HandedExport | { readonly forget: KeptAtHand; readonly projectId: string } | "stop";

/** What a project says that the thread keeps at hand. */
type KeptAtHand = "prices" | "rules" | "content";

/** What the thread is started with. */
export interface WriterOptions {
  readonly databaseUrl: string;
  /** The installation's secret, for what is sealed. */
  readonly secret: string;
}

/** What the thread tells: the answer to an export, or of a fold. */
export type FromWriter =
  | { readonly id: number; readonly answer: TracesAnswer }
  | { readonly marks: number; readonly durationMs: number };

export interface Writing {
  readonly folding: FoldProgress;
  /** One OTLP export, from the bytes to an answer that acknowledges only what is committed. Never rejects. */
  accept(signal: OtlpSignal, request: TracesRequest, sender: Sender): Promise<TracesAnswer>;
  /** Reads what a project says of prices, tasks or messages again for its next export; other processes do so within seconds. */
  forget(what: KeptAtHand, projectId: string): void;
  readonly stop: () => Promise<void>;
}

const RESTART_MS = 1_000;

/**
 * Reads exports, writes their rows and folds their tasks in a thread of its own: no export or fold holds up a page, and what was
 * just written is folded from memory. A thread that ends unasked is started again; the exports it had are to be sent again.
 */
export function startWriting(options: WriterOptions, tracer: Tracer): Writing {
  const folding: FoldProgress = { marks: 0, folds: 0, errors: 0, lastDurationMs: null };
  const waiting = new Map<number, (answer: TracesAnswer | null) => void>();
  const thread = keepThread<FromWriter>({
    file: new URL("./write-worker.ts", import.meta.url),
    options: { workerData: options },
    restartMs: RESTART_MS,
    does: "writes and folds",
    tell: (told) => {
      if (told !== null && "answer" in told) waiting.get(told.id)?.(told.answer);
      else {
        count(folding, told);
        const facts = { "outturn.fold.marks": told?.marks };
        if (told !== null) tracer.note({ name: "fold", kind: "internal", facts }, told.durationMs);
      }
    },
    ended: () => {
      for (const answer of waiting.values()) answer(null);
    },
  });
  let lastId = 0;
  const accept: Writing["accept"] = async (signal, { contentType, contentEncoding, body }, sender) => {
    try {
      const bytes = ownBytes(await readBody(body, null));
      const id = ++lastId;
      const answer = await answerTo(thread, waiting, { id, signal, contentType, contentEncoding, body: bytes, sender });
      return answer ?? refuseExport(contentType, new OutturnError("unavailable", "the recorder is starting again"));
    } catch (error) {
      return refuseExport(contentType, error);
    }
  };
  return {
    folding,
    accept: async (signal, ...rest) =>
      tracer.span(
        () => ({ name: `accept ${signal}`, kind: "internal" }),
        async () => accept(signal, ...rest),
      ),
    forget: (what, projectId) => void thread.post({ forget: what, projectId } satisfies ToWriter, []),
    stop: thread.stop,
  };
}

/** Null when the thread ended before it answered. */
async function answerTo(
  thread: KeptThread,
  waiting: Map<number, (answer: TracesAnswer | null) => void>,
  handed: HandedExport,
): Promise<TracesAnswer | null> {
  if (!thread.post(handed satisfies ToWriter, [handed.body.buffer])) return null;
  return new Promise((resolve) => {
    waiting.set(handed.id, (answer) => {
      waiting.delete(handed.id);
      resolve(answer);
    });
  });
}

/** Bytes in a buffer of their own, which can be handed over without another copy. */
function ownBytes(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length;
  return isWhole ? new Uint8Array(buffer) : Uint8Array.from(bytes);
}

function count(folding: FoldProgress, told: { readonly marks: number; readonly durationMs: number } | null): void {
  if (told === null) {
    folding.errors += 1;
    return;
  }
  folding.marks += told.marks;
  folding.folds += 1;
  folding.lastDurationMs = told.durationMs;
}
