import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { SpanSink } from "#lib/domain/otlp.ts";
import type { Policy } from "#lib/domain/policy.ts";

import type { ContentSettings } from "./content/describe-content.ts";
import { allPatterns } from "./content/redactor.ts";
import type { RedactHook } from "./content/redactor.ts";
import type { SpoolOptions } from "./delivery/spool.ts";

/** How prompts and answers are recorded, where they are. */
export interface ContentOptions {
  /** Characters kept of one call at most; the oldest messages go first, and what is cut says so. Default: 65,536. */
  readonly maxChars?: number;
  /** Patterns of your own, by name, beside the built-in ones: what they match becomes `[redacted:NAME]`. */
  readonly patterns?: Readonly<Record<string, RegExp>>;
  /**
   * Sees every text after the patterns and returns what may be kept of it, null for nothing. When it throws, nothing of the
   * call's content is kept.
   */
  readonly redact?: RedactHook;
}

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
  /**
   * Records prompts, answers and tool definitions too, redacted before they leave the process. Your project on the server has
   * to allow it as well. Default: `OUTTURN_CONTENT=1`, else off.
   */
  readonly content?: boolean | ContentOptions;
  /** Milliseconds between deliveries. Default: 500. */
  readonly intervalMs?: number;
  /** Spans held in memory while the server is away; further ones are dropped and counted. Default: 10,000. */
  readonly maxQueuedSpans?: number;
  /**
   * Where records wait on disk while the server is away, also for the next process: a folder and its size in bytes at most
   * (64 MiB). `false` turns it off. Default: `OUTTURN_SPOOL` (`0` for off, or a folder), else a folder of the system's
   * temporary directory for this server and key. With a `sink` of your own only where you ask for it.
   */
  readonly spool?: false | { readonly directory?: string; readonly maxBytes?: number };
  /** Milliseconds without a sign of life after which a call nobody finished is written down. Default: 600,000. */
  readonly idleTimeoutMs?: number;
  /** What `route` goes by while the server is away or has no policy. Default: a built-in one. */
  readonly policy?: Policy;
  /** Whether the application's own OpenTelemetry SDK, where it has one, gets the same spans. Default: true. */
  readonly openTelemetry?: boolean;
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
  readonly spool: SpoolOptions | null;
  readonly idleTimeoutMs: number;
  readonly openTelemetry: boolean;
  /** Null where no content is recorded. */
  readonly content: ContentSettings | null;
}

const MAX_CONTENT_CHARS = 65_536;
const MAX_SPOOL_BYTES = 64 * 1024 * 1024;

/** Options over environment over defaults. An empty variable counts as absent. */
export function readOptions(options: OutturnOptions, env: Readonly<Record<string, string | undefined>>): Settings {
  const url = (options.url ?? (env["OUTTURN_URL"] || "http://localhost:3000")).replace(/\/+$/, "");
  const key = options.key ?? (env["OUTTURN_INGEST_KEY"] || undefined);
  return {
    url,
    key,
    environment: options.environment,
    version: options.version,
    disabled: options.disabled ?? env["OUTTURN_DISABLED"] === "1",
    intervalMs: options.intervalMs ?? 500,
    maxQueuedSpans: options.maxQueuedSpans ?? 10_000,
    spool: readSpool(options, env["OUTTURN_SPOOL"] || undefined, `${url}\n${key ?? ""}`),
    idleTimeoutMs: options.idleTimeoutMs ?? 600_000,
    openTelemetry: options.openTelemetry ?? true,
    content: readContent(options.content, env["OUTTURN_CONTENT"] === "1"),
  };
}

function readContent(option: OutturnOptions["content"], byDefault: boolean): ContentSettings | null {
  const wanted = option ?? byDefault;
  if (wanted === false) return null;
  const { maxChars = MAX_CONTENT_CHARS, patterns = {}, redact = null } = wanted === true ? {} : wanted;
  return { maxChars, patterns: allPatterns(patterns), hook: redact };
}

/** @param records whose they are: records for another server or project never mix with these. */
function readSpool(options: OutturnOptions, said: string | undefined, records: string): SpoolOptions | null {
  const { spool } = options;
  if (spool === false || (spool === undefined && (said === "0" || options.sink !== undefined))) return null;
  const name = `outturn-${createHash("sha256").update(records).digest("hex").slice(0, 16)}`;
  const own = spool?.directory ?? (said === "0" ? undefined : said);
  return { directory: join(own ?? tmpdir(), name), maxBytes: spool?.maxBytes ?? MAX_SPOOL_BYTES };
}
