import { sdkOf } from "../seen.ts";
import type { OpenOptions, SdkClient, Seen, Subject } from "../seen.ts";

interface SentrySpan {
  readonly name: string;
  readonly status?: string;
  readonly start_timestamp: number;
  readonly end_timestamp: number;
  readonly attributes?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Sentry {
  init(options: Readonly<Record<string, unknown>>): void;
  createTransport(options: object, request: (request: { readonly body: unknown }) => Promise<object>): object;
  instrumentOpenAiClient(client: SdkClient, options?: object): SdkClient;
  startSpan<T>(options: { readonly name: string }, work: () => T): T;
  flush(timeoutMs: number): Promise<boolean>;
}

/** `@sentry/node` with nothing but its wrapper of the client; envelopes are written by its own transport. */
export function openSentry({ load, keep, content }: OpenOptions): Subject {
  const sentry = load("@sentry/node") as Sentry;
  const kept: Seen[] = [];
  const send = (body: unknown): Promise<object> => {
    if (keep) kept.push(...readEnvelope(body));
    return Promise.resolve({ statusCode: 200 });
  };
  sentry.init({
    dsn: "https://key@sentry.invalid/1",
    tracesSampleRate: 1,
    defaultIntegrations: false,
    transport: (options: object) => sentry.createTransport(options, ({ body }) => send(body)),
  });
  const flush = async (): Promise<void> => void (await sentry.flush(2000));
  return {
    sdk: sdkOf(load),
    wrap: (client) => sentry.instrumentOpenAiClient(client, content ? { recordInputs: true, recordOutputs: true } : {}),
    around: (work) => sentry.startSpan({ name: "block" }, work),
    flush,
    drain: async () => {
      await flush();
      return kept.splice(0);
    },
  };
}

function readEnvelope(body: unknown): Seen[] {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body as Uint8Array);
  // Lines of JSON: a header, then a header and a payload for each item; payloads of spans list them.
  const payloads = text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { readonly items?: readonly SentrySpan[] });
  const spans = payloads.flatMap(({ items = [] }) => items).map(seen);
  return spans.filter(({ attributes }) => String(attributes["sentry.op"]).startsWith("gen_ai"));
}

function seen(span: SentrySpan): Seen {
  const values = Object.entries(span.attributes ?? {}).map(([key, { value }]) => [key, value] as const);
  return {
    name: span.name,
    attributes: Object.fromEntries(values),
    failed: span.status !== undefined && span.status !== "ok",
    startMs: span.start_timestamp * 1000,
    endMs: span.end_timestamp * 1000,
  };
}
