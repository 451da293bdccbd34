import { acceptTraces } from "#lib/ingest/accept-traces.ts";
import { openStore } from "#lib/store/open-store.ts";

import { openAuth } from "./auth.ts";
import type { Config } from "./config.ts";
import { openDefaultProject } from "./default-project.ts";
import { keepFixedKeys } from "./fixed-keys.ts";
import { log } from "./log.ts";
import type { Runtime } from "./runtime.ts";
import { startFolding } from "./start-folding.ts";

export interface RuntimeOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly secret: string;
  /** Whether a project made now is to hold the generated sample. */
  readonly sample: boolean;
}

/** Opens what the server shares, on a migrated database, and starts folding. */
export async function openRuntime({ config, databaseUrl, secret, sample }: RuntimeOptions): Promise<Runtime> {
  const store = openStore({ databaseUrl });
  const { pool, prisma } = store;
  const project = await openDefaultProject(store, sample);
  await keepFixedKeys(store, config, project.id);
  const auth = openAuth({ prisma, secret, publicUrl: config.publicUrl });
  if (config.adminEmail !== null && config.adminPassword !== null) {
    await auth.ensureAdministrator(config.adminEmail, config.adminPassword);
  }
  const { folding, stopFolding } = startFolding(databaseUrl);
  return {
    config,
    databaseUrl,
    pool,
    prisma,
    store,
    auth,
    project,
    folding,
    acceptTraces: async (request, { projectId, key }) =>
      acceptTraces(request, { store, projectId, key, nowMs: Date.now(), report: reportLostExport }),
    close: async () => {
      await stopFolding();
      await store.close();
    },
  };
}

function reportLostExport(error: unknown): void {
  log.error({ err: error }, "an export of spans could not be stored");
}
