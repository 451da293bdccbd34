import { parentPort, workerData } from "node:worker_threads";

import { OutturnError } from "#lib/domain/errors.ts";
import { acceptLogs, acceptMetrics } from "#lib/ingest/accept-logs.ts";
import { acceptTraces, refuseExport } from "#lib/ingest/accept-traces.ts";
import type { IngestContext, TracesAnswer } from "#lib/ingest/accept-traces.ts";
import { createFoldLoop } from "#lib/store/fold-loop.ts";
import { openStore } from "#lib/store/open-store.ts";

import { openContent } from "./content/content-at-hand.ts";
import { log } from "./log.ts";
import { openPriceBooks } from "./price-books.ts";
import type { Sender } from "./runtime.ts";
import type { FromWriter, HandedExport, ToWriter, WriterOptions } from "./start-writing.ts";
import { openTaskRules } from "./task-rules-at-hand.ts";
import { watchServed } from "./watch-served.ts";

/** The write path in a thread of its own (`startWriting`): it ends, in order, when it is told to. */
const tell = (what: FromWriter | null): void => parentPort?.postMessage(what, []);

// What the thread is given is what `startWriting` gives it.
const { databaseUrl, secret } = workerData as WriterOptions;
/** Two write, one folds, one reads settings, one notes models. */
const store = openStore({ databaseUrl, poolSize: 5 });
const atHand = { prices: openPriceBooks(store), rules: openTaskRules(store), content: openContent(store, secret) };
const watched = watchServed(store, (error) => log.error({ err: error }, "which models answered could not be noted"));
const loop = createFoldLoop(store, {
  onFold: tell,
  onRetained: ({ dropped, frozenTasks }) => {
    if (dropped.length > 0) log.info({ dropped, frozenTasks }, "raw rows were dropped; the roll-ups stay");
  },
  onError: (error) => {
    log.error({ err: error }, "a fold failed");
    tell(null);
  },
});

const ACCEPT = { traces: acceptTraces, logs: acceptLogs, metrics: acceptMetrics } as const;
const underWay = new Set<Promise<void>>();
/** What is handed over after this is to be sent again: the store it needs is being closed. */
let ending = false;

async function contextOf(sender: Sender): Promise<IngestContext> {
  return {
    ...sender,
    store: watched,
    nowMs: Date.now(),
    prices: await atHand.prices.of(sender.projectId),
    rules: await atHand.rules.of(sender.projectId),
    keepContent: await atHand.content.of(sender.projectId),
    report: (error) => log.error({ err: error }, "an export of spans could not be stored"),
  };
}

async function take({ id, signal, sender, ...request }: HandedExport): Promise<void> {
  const answer: TracesAnswer = await contextOf(sender).then(
    async (context) => ACCEPT[signal](request, context),
    (error: unknown) => refuseExport(request.contentType, error),
  );
  tell({ id, answer });
}

async function end(): Promise<void> {
  ending = true;
  await Promise.all(underWay);
  await loop.stop();
  await store.close();
  // The port alone would keep the thread alive.
  parentPort?.close();
}

loop.start();
parentPort?.on("message", (told: ToWriter) => {
  if (told === "stop") void end();
  else if ("forget" in told) atHand[told.forget].forget(told.projectId);
  else if (ending) {
    tell({
      id: told.id,
      answer: refuseExport(told.contentType, new OutturnError("unavailable", "the recorder is stopping")),
    });
  } else {
    const taking = take(told).finally(() => underWay.delete(taking));
    underWay.add(taking);
  }
});
