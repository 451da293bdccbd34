import { createServer } from "node:http";
import type { Server } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { OutturnError } from "#lib/domain/errors.ts";
import { readConfig } from "#lib/server/config.ts";
import type { Config } from "#lib/server/config.ts";
import { feedSample } from "#lib/server/feed-sample.ts";
import { lockDataDir, openDataDir, readOrMakeSecret } from "#lib/server/data-dir.ts";
import { limitRequests } from "#lib/server/limit-requests.ts";
import { logConsole } from "#lib/server/log.ts";
import { openDatabase } from "#lib/server/open-database.ts";
import type { OpenDatabase } from "#lib/server/open-database.ts";
import { openRuntime } from "#lib/server/open-runtime.ts";
import { protectResponse, refuseAddress } from "#lib/server/protect-response.ts";
import { provideRuntime } from "#lib/server/runtime.ts";
import type { Runtime } from "#lib/server/runtime.ts";
import { migrate } from "#lib/store/migrate.ts";

import { buildPages, ROOT } from "./build-pages.ts";

export interface ServeOptions {
  /** Fill the first project with the generated sample. */
  readonly sample: boolean;
  /** Compile pages as they are asked for, for people who work on them. */
  readonly dev: boolean;
}

/** Undoes what the start did, last first. */
type Undo = () => Promise<void>;

const CLOSE_CONNECTIONS_MS = 1_500;
/** How long a request may take to arrive, and its headers. */
const ARRIVAL = { requestTimeout: 300_000, headersTimeout: 30_000 };

/**
 * Serves until told to stop, and resolves once everything it started is stopped. The web server runs in this very process, so
 * that killing it leaves none behind; an embedded Postgres that outlives it is adopted by the next start.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const config = readConfig(process.env);
  const run: Run = { config, ...options, undo: [], stop: stopSignal() };
  await openDataDir(config.dataDir);
  const lock = await lockDataDir(config.dataDir, config.port);
  run.undo.push(lock.release);
  const starting = start(run);
  try {
    const database = await Promise.race([starting, run.stop.asked]);
    await Promise.race([run.stop.asked, database?.died.then(databaseEnded)]);
  } finally {
    await lock.markStopping().catch(() => undefined);
    // A start that is told to stop half-way finishes its step first, or that step would not be undone.
    await starting.catch(() => undefined);
    for (const step of run.undo.toReversed()) await step();
  }
}

interface Run extends ServeOptions {
  readonly config: Config;
  readonly undo: Undo[];
  readonly stop: StopSignal;
}

async function start(run: Run): Promise<OpenDatabase> {
  const { config, undo, stop } = run;
  await requireFreePort(config.port);
  const secret = config.secret ?? (await readOrMakeSecret(config.dataDir));
  const database = await openDatabase(config);
  undo.push(database.close);
  const runtime = await both(
    async () => openFilledRuntime(run, database.url, secret),
    async (failed) => {
      if (!run.dev) await build(config, AbortSignal.any([failed, stop.signal]));
    },
  );
  stop.signal.throwIfAborted();
  provideRuntime(Promise.resolve(runtime));
  const port = portOf(await listen(run));
  await announce(runtime, port);
  say(`ready http://localhost:${port}`);
  return database;
}

/** Runs both at once; the second is told when the first failed, and is waited for, so that nothing goes on unseen. */
async function both<T>(first: () => Promise<T>, second: (failed: AbortSignal) => Promise<void>): Promise<T> {
  const controller = new AbortController();
  const [one, other] = await Promise.allSettled([
    first().catch((error: unknown) => {
      controller.abort();
      throw error;
    }),
    second(controller.signal),
  ]);
  if (one.status === "rejected") throw one.reason;
  if (other.status === "rejected") throw other.reason;
  return one.value;
}

async function build({ dataDir }: Config, signal: AbortSignal): Promise<void> {
  await buildPages(join(dataDir, "build.log"), signal, () => say("building the pages …"));
}

function databaseEnded(): never {
  throw new OutturnError(
    "unavailable",
    "The embedded PostgreSQL ended by itself (see postgres.log in the data directory): start again.",
  );
}

async function openFilledRuntime(
  { config, sample, undo, stop }: Run,
  databaseUrl: string,
  secret: string,
): Promise<Runtime> {
  const applied = await migrate(databaseUrl);
  if (applied.length > 0) say(`database migrated: ${applied.join(", ")}`);
  const runtime = await openRuntime({ config, databaseUrl, secret, sample });
  undo.push(runtime.close);
  await feedSample(runtime, stop.signal, () => say("generating the sample …"));
  return runtime;
}

/** Before minutes are spent on a build, and in our words rather than the system's. */
async function requireFreePort(port: number): Promise<void> {
  const probe = createServer();
  await bind(probe, port);
  await new Promise((closed) => {
    probe.close(closed);
  });
}

async function bind(server: Server, port: number): Promise<void> {
  await new Promise<void>((bound, reject) => {
    server.once("error", (error) => {
      const code = "code" in error ? String(error.code) : "";
      const why = code === "EADDRINUSE" ? "is taken by another program" : `cannot be opened (${error.message})`;
      reject(new OutturnError("unavailable", `Port ${port} ${why}: stop that program, or set PORT to another number.`));
    });
    server.listen(port, () => {
      bound();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function listen({ config: { port }, dev, undo }: Run): Promise<Server> {
  const { default: next } = await import("next");
  if (!dev) logConsole();
  const app = next({ dev, dir: ROOT, port, hostname: "localhost" });
  await app.prepare();
  const handle = app.getRequestHandler();
  const limits = limitRequests();
  const server = createServer(ARRIVAL, (request, response) => {
    protectResponse(request, response, { dev });
    if (refuseAddress(request, response) || !limits.admit(request, response)) return;
    void handle(request, response);
  });
  undo.push(async () => app.close());
  await bind(server, port);
  undo.push(async () => closeServer(server));
  return server;
}

/** Requests under way may finish; live streams never do, and are cut off after a moment. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => {
    server.close(() => {
      done();
    });
  });
  server.closeIdleConnections();
  await Promise.race([closed, delay(CLOSE_CONNECTIONS_MS)]);
  server.closeAllConnections();
  await closed;
}

/** The link is for whoever reads this terminal; with an administrator from the environment nobody needs one. */
async function announce({ auth, config: { adminEmail } }: Runtime, port: number): Promise<void> {
  if (adminEmail !== null) {
    say(`sign in at http://localhost:${port}/sign-in as ${adminEmail}`);
    return;
  }
  const token = await auth.issueLinkToken();
  say(`sign in once, within the hour: http://localhost:${port}/sign-in/link?token=${token}`);
}

function say(line: string): void {
  console.log(line);
}

interface StopSignal {
  /** Resolves at the first Ctrl-C, SIGTERM or end of the process that started us. */
  readonly asked: Promise<undefined>;
  readonly signal: AbortSignal;
}

function stopSignal(): StopSignal {
  const controller = new AbortController();
  const asked = new Promise<undefined>((resolve) => {
    const stop = (): void => {
      controller.abort();
      resolve(undefined);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
    if (process.connected) process.once("disconnect", stop);
  });
  return { asked, signal: controller.signal };
}
