import type { PrismaClient } from "#generated/prisma/client.ts";
import type { TracesAnswer, TracesRequest } from "#lib/ingest/accept-traces.ts";
import type { Reads } from "#lib/store/open-reads.ts";
import type { Store } from "#lib/store/open-store.ts";

import type { Mailer } from "./accounts/mailer.ts";
import type { SingleSignOn } from "./accounts/oidc.ts";
import type { Auth } from "./auth.ts";
import type { Config } from "./config.ts";
import type { DefaultProject } from "./default-project.ts";
import type { TaskRulesAtHand } from "./task-rules-at-hand.ts";
import type { Tracer } from "./tracing/tracer.ts";
import type { AlertsProgress } from "./start-alerts.ts";

/** Everything that lives as long as the server: opened once, shared by routes, pages and the fold loop. */
export interface Runtime {
  readonly config: Config;
  readonly databaseUrl: string;
  /** What analysis reads through. */
  readonly reads: Reads;
  readonly prisma: PrismaClient;
  readonly store: Store;
  readonly auth: Auth;
  /** Null when no issuer is configured. */
  readonly singleSignOn: SingleSignOn | null;
  /** Null when no mail server is configured. */
  readonly mailer: Mailer | null;
  readonly project: DefaultProject;
  /** One OTLP export for a project, by its signal. */
  readonly accept: Readonly<Record<OtlpSignal, (request: TracesRequest, sender: Sender) => Promise<TracesAnswer>>>;
  readonly folding: FoldProgress;
  readonly alerts: AlertsProgress;
  /** The server's own spans. */
  readonly tracer: Tracer;
  /** The installation's secret: it seals what channels keep, and the keys of messages. */
  readonly secret: string;
  /** Reads what a project says of prices again for its next export. */
  readonly prices: AtHand;
  /** The same of its messages: whether they are kept, and what is taken out of them. */
  readonly content: AtHand;
  /** What projects say about tasks. */
  readonly rules: TaskRulesAtHand;
  /** Stops the fold loop and ends the connections. */
  readonly close: () => Promise<void>;
}

/** What is read once in a while, and at once after a change that this process made. */
interface AtHand {
  forget(projectId: string): void;
}

export type OtlpSignal = "traces" | "logs" | "metrics";

/** Who sent spans: a project, and the name of the key. */
export interface Sender {
  readonly projectId: string;
  readonly key: string;
}

/** How the fold of this process fares. */
export interface FoldProgress {
  marks: number;
  folds: number;
  errors: number;
  lastDurationMs: number | null;
}

/** Next bundles routes, pages and the start-up hook apart, each with its own copy of a module: only globalThis is common. */
const holder = globalThis as { __outturnRuntime?: Promise<Runtime> };

export function provideRuntime(runtime: Promise<Runtime>): void {
  holder.__outturnRuntime = runtime;
}

/** @throws Error when the server was started past `outturn serve` and the start-up hook. */
export async function getRuntime(): Promise<Runtime> {
  if (holder.__outturnRuntime === undefined) throw new Error("the server has no runtime: start it with npm start");
  return holder.__outturnRuntime;
}
