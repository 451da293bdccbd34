import { parentPort, workerData } from "node:worker_threads";

import { createFoldLoop } from "#lib/store/fold-loop.ts";
import { openStore } from "#lib/store/open-store.ts";

import { log } from "./log.ts";
import type { FoldReport } from "./start-folding.ts";

/** The fold loop in a thread of its own (`startFolding`): it ends, in order, at the first message it gets. */
const report = (what: FoldReport): void => parentPort?.postMessage(what, []);

const store = openStore({ databaseUrl: String(workerData), poolSize: 2 });
const loop = createFoldLoop(store, {
  onFold: report,
  onRetained: ({ dropped, frozenTasks }) => {
    if (dropped.length > 0) log.info({ dropped, frozenTasks }, "raw rows were dropped; the roll-ups stay");
  },
  onError: (error) => {
    log.error({ err: error }, "a fold failed");
    report(null);
  },
});
loop.start();
parentPort?.once("message", () => {
  void loop.stop().then(async () => store.close());
});
