import { ownUnowned } from "#lib/store/find-membership.ts";
import { openReads } from "#lib/store/open-reads.ts";
import { openStore } from "#lib/store/open-store.ts";
import type { Store } from "#lib/store/open-store.ts";

import { openMailer } from "./accounts/mailer.ts";
import { openOidc } from "./accounts/oidc.ts";
import { openAuth } from "./auth.ts";
import type { Auth } from "./auth.ts";
import { changeSecret } from "./change-secret.ts";
import type { Config } from "./config.ts";
import { openDefaultProject } from "./default-project.ts";
import { keepFixedKeys } from "./fixed-keys.ts";
import { log } from "./log.ts";
import { startPlacing } from "./start-placing.ts";
import { openTaskRules } from "./task-rules-at-hand.ts";
import type { Runtime } from "./runtime.ts";
import { startJobs } from "./run-jobs.ts";
import { startAlerts } from "./start-alerts.ts";
import { startWriting } from "./start-writing.ts";
import { openTracer } from "./tracing/open-tracer.ts";

export interface RuntimeOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly secret: string;
  /** Whether a project made now is to hold the generated sample. */
  readonly sample: boolean;
}

/** Opens what the server shares, on a migrated database, and starts writing and folding. */
export async function openRuntime({ config, databaseUrl, secret, sample }: RuntimeOptions): Promise<Runtime> {
  const store = openStore({ databaseUrl });
  const { prisma } = store;
  const reads = openReads({ databaseUrl, replicaUrl: config.replicaUrl, onChange: reportReads });
  const project = await openDefaultProject(store, sample);
  await keepFixedKeys(store, config, project.id);
  const { publicUrl, allowPrivateWebhooks: allowPrivate } = config;
  const accounts = await openAccounts({ config, secret, store, organisationId: project.organisationId });
  const rules = openTaskRules(store);
  const tracer = openTracer(config.tracing, [publicUrl, `http://localhost:${config.port}`]);
  const stopPlacing = startPlacing(store);
  const writing = startWriting({ databaseUrl, secret }, tracer);
  const jobs = startJobs(store, tracer);
  const { alerts, stopAlerts } = startAlerts({ databaseUrl, secret, publicUrl, allowPrivate });
  return {
    config,
    databaseUrl,
    reads,
    prisma,
    store,
    ...accounts,
    project,
    folding: writing.folding,
    alerts,
    tracer,
    secret,
    prices: { forget: (projectId) => writing.forget("prices", projectId) },
    content: { forget: (projectId) => writing.forget("content", projectId) },
    rules: {
      of: rules.of,
      forget: (projectId) => {
        rules.forget(projectId);
        writing.forget("rules", projectId);
      },
    },
    accept: {
      traces: async (request, sender) => writing.accept("traces", request, sender),
      logs: async (request, sender) => writing.accept("logs", request, sender),
      metrics: async (request, sender) => writing.accept("metrics", request, sender),
    },
    close: async () => {
      await stopPlacing();
      await jobs.stop();
      await Promise.all([writing.stop(), stopAlerts()]);
      await tracer.close();
      await reads.close();
      await store.close();
    },
  };
}

interface AccountsOptions {
  readonly config: Config;
  readonly secret: string;
  readonly store: Store;
  readonly organisationId: string;
}

/** How people come in; whatever an earlier secret sealed is sealed anew first. */
async function openAccounts({ config, secret, store, organisationId }: AccountsOptions) {
  const { publicUrl, oidc, mail, previousSecret } = config;
  const { prisma } = store;
  if (previousSecret !== null) await changeSecret(prisma, { secret, previous: previousSecret });
  const options = { prisma, secret, publicUrl };
  const auth = openAuth(options);
  await ownUnowned(store, await openAdministrator(auth, config));
  return {
    auth,
    singleSignOn: oidc === null ? null : openOidc({ ...options, config: oidc, store, organisationId }),
    mailer: mail === null ? null : openMailer(mail),
  };
}

/** Whoever the environment names, or whoever came first. */
async function openAdministrator(auth: Auth, { adminEmail, adminPassword }: Config): Promise<string> {
  if (adminEmail === null || adminPassword === null) return auth.firstAdministrator();
  return auth.ensureAdministrator(adminEmail, adminPassword);
}

function reportReads(from: "replica" | "primary", why: string): void {
  if (from === "primary") log.warn(`the replica is not read: ${why}`);
  else log.info(`pages read from the replica: ${why}`);
}
