import type { SpanSink } from "#lib/domain/otlp.ts";
import { acceptOtlpJson } from "#lib/ingest/accept-traces.ts";
import { createFoldLoop } from "#lib/store/fold-loop.ts";
import { DEFAULT_PROJECT } from "#lib/store/create-project.ts";
import { findProject } from "#lib/store/find-project.ts";
import { openStore } from "#lib/store/open-store.ts";

import { openPriceBooks } from "./price-books.ts";

/**
 * A sink for the client library that writes straight to Outturn's database, through the same ingest as the server's. Spans go to
 * the default project; the fold runs here only while no server does it. `export` rejects when the spans are not safe.
 */
export function writeTo(databaseUrl: string): SpanSink {
  const store = openStore({ databaseUrl, poolSize: 3 });
  const prices = openPriceBooks(store);
  const folding = createFoldLoop(store);
  let projectId: Promise<string> | null = null;
  const openProject = async (): Promise<string> => {
    const project = await findProject(store, DEFAULT_PROJECT);
    if (project === null) throw new Error("the database has no default project yet: start the server on it once");
    folding.start();
    return project.id;
  };
  return {
    async export(traces) {
      projectId ??= openProject();
      try {
        const scope = { store, projectId: await projectId, key: "direct", nowMs: Date.now() };
        await acceptOtlpJson(traces, { ...scope, prices: await prices.of(scope.projectId) });
      } catch (error) {
        projectId = null;
        throw error;
      }
    },
    async shutdown() {
      await folding.stop();
      await store.close();
    },
  };
}
