import type { SpanSink } from "#lib/domain/otlp.ts";

export interface OutturnOptions {
  /** The Outturn server. Default: `OUTTURN_URL`, else `http://localhost:3000`. */
  readonly url?: string;
  /** An ingest key. Default: `OUTTURN_INGEST_KEY`. */
  readonly key?: string;
  /** Takes the spans instead of the server at `url`, e.g. `writeTo(databaseUrl)` of the server's package. */
  readonly sink?: SpanSink;
  /** `production`, `staging`, …; pages show `production` unless asked (`deployment.environment.name`). */
  readonly environment?: string;
  /** The application's version (`service.version`). */
  readonly version?: string;
  /** Turns everything off: clients are returned as they came. Default: `OUTTURN_DISABLED=1`. */
  readonly disabled?: boolean;
  /** Milliseconds between deliveries. Default: 500. */
  readonly intervalMs?: number;
  /** Spans held while the server is away; further ones are dropped and counted. Default: 10,000. */
  readonly maxQueuedSpans?: number;
  /** Milliseconds without a sign of life after which a call nobody finished is written down. Default: 600,000. */
  readonly idleTimeoutMs?: number;
  /** Hears of trouble with the records, each kind once. Default: a process warning. */
  readonly onWarning?: (message: string) => void;
}

export interface Settings {
  readonly url: string;
  readonly key: string | undefined;
  readonly environment: string | undefined;
  readonly version: string | undefined;
  readonly disabled: boolean;
  readonly intervalMs: number;
  readonly maxQueuedSpans: number;
  readonly idleTimeoutMs: number;
}

/** Options over environment over defaults. An empty variable counts as absent. */
export function readOptions(options: OutturnOptions, env: Readonly<Record<string, string | undefined>>): Settings {
  const url = options.url ?? (env["OUTTURN_URL"] || "http://localhost:3000");
  return {
    url: url.replace(/\/+$/, ""),
    key: options.key ?? (env["OUTTURN_INGEST_KEY"] || undefined),
    environment: options.environment,
    version: options.version,
    disabled: options.disabled ?? env["OUTTURN_DISABLED"] === "1",
    intervalMs: options.intervalMs ?? 500,
    maxQueuedSpans: options.maxQueuedSpans ?? 10_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 600_000,
  };
}
