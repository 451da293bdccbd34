import { acceptLogs, acceptMetrics } from "#lib/ingest/accept-logs.ts";
import { acceptTraces } from "#lib/ingest/accept-traces.ts";
import type { IngestContext } from "#lib/ingest/accept-traces.ts";
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
import { openPriceBooks } from "./price-books.ts";
import { startPlacing } from "./start-placing.ts";
import { openTaskRules } from "./task-rules-at-hand.ts";
import type { OtlpSignal, Runtime, Sender } from "./runtime.ts";
import { startJobs } from "./run-jobs.ts";
import { startAlerts } from "./start-alerts.ts";
import { startFolding } from "./start-folding.ts";
import { openTracer } from "./tracing/open-tracer.ts";
import { watchServed } from "./watch-served.ts";

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
  const { prisma } = store;
  const reads = openReads({ databaseUrl, replicaUrl: config.replicaUrl, onChange: reportReads });
  const project = await openDefaultProject(store, sample);
  await keepFixedKeys(store, config, project.id);
  const { publicUrl, allowPrivateWebhooks: allowPrivate } = config;
  const accounts = await openAccounts({ config, secret, store, organisationId: project.organisationId });
  const prices = openPriceBooks(store);
  const rules = openTaskRules(store);
  const watched = watchServed(store, (error) => log.error({ err: error }, "which models answered could not be noted"));
  const contextOf = async (sender: Sender): Promise<IngestContext> => ({
    ...sender,
    store: watched,
    nowMs: Date.now(),
    prices: await prices.of(sender.projectId),
    rules: await rules.of(sender.projectId),
    report: reportLostExport,
  });
  const tracer = openTracer(config.tracing, [publicUrl, `http://localhost:${config.port}`]);
  const accepting = async <T>(signal: OtlpSignal, work: () => Promise<T>): Promise<T> =>
    tracer.span(() => ({ name: `accept ${signal}`, kind: "internal" }), work);
  const stopPlacing = startPlacing(store);
  const { folding, stopFolding } = startFolding(databaseUrl, tracer);
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
    folding,
    alerts,
    tracer,
    secret,
    prices,
    rules,
    accept: {
      traces: async (request, sender) =>
        accepting("traces", async () => acceptTraces(request, await contextOf(sender))),
      logs: async (request, sender) => accepting("logs", async () => acceptLogs(request, await contextOf(sender))),
      metrics: async (request, sender) =>
        accepting("metrics", async () => acceptMetrics(request, await contextOf(sender))),
    },
    close: async () => {
      await stopPlacing();
      await jobs.stop();
      await Promise.all([stopFolding(), stopAlerts()]);
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

function reportLostExport(error: unknown): void {
  log.error({ err: error }, "an export of spans could not be stored");
}

function reportReads(from: "replica" | "primary", why: string): void {
  if (from === "primary") log.warn(`the replica is not read: ${why}`);
  else log.info(`pages read from the replica: ${why}`);
}
