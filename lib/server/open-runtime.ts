import { Pool } from "pg";

import { openAuth } from "./auth.ts";
import type { Config } from "./config.ts";
import { ensureDefaultProject } from "./default-project.ts";
import { keepFixedKey } from "./keys.ts";
import { openPrisma } from "./prisma.ts";
import type { Runtime } from "./runtime.ts";

export interface RuntimeOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly secret: string;
  /** Whether a project made now is to hold the generated sample. */
  readonly sample: boolean;
}

/** Opens what the server shares, on a migrated database. Nothing runs by itself yet: `startFolding` does that. */
export async function openRuntime({ config, databaseUrl, secret, sample }: RuntimeOptions): Promise<Runtime> {
  const prisma = openPrisma(databaseUrl);
  const pool = new Pool({ connectionString: databaseUrl, max: 10 });
  const project = await ensureDefaultProject(prisma, { simulated: sample, declaredTags: [] });
  const keys = [
    { scope: "ingest", key: config.ingestKey },
    { scope: "read", key: config.readKey },
  ] as const;
  for (const { scope, key } of keys) {
    if (key !== null) await keepFixedKey(prisma, { projectId: project.id, scope, key });
  }
  const auth = openAuth({ prisma, secret, port: config.port });
  if (config.adminEmail !== null && config.adminPassword !== null) {
    await auth.ensureAdministrator(config.adminEmail, config.adminPassword);
  }
  return {
    config,
    databaseUrl,
    pool,
    prisma,
    store: { write: async () => Promise.resolve() },
    auth,
    project,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
