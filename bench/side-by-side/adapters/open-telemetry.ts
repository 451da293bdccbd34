import type { OpenOptions, Seen } from "../seen.ts";

type Time = readonly [seconds: number, nanos: number];

interface ReadableSpan {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: { readonly code: number };
  readonly startTime: Time;
  readonly endTime: Time;
  readonly events: readonly { readonly name: string; readonly time: Time; readonly attributes?: object }[];
}

interface Exporter {
  export(spans: readonly ReadableSpan[], done: (result: { readonly code: 0 }) => void): void;
  shutdown(): Promise<void>;
}

interface Provider {
  register(): void;
  forceFlush(): Promise<void>;
}

interface TraceSdk {
  readonly NodeTracerProvider: new (options: { readonly spanProcessors: readonly object[] }) => Provider;
  readonly BatchSpanProcessor: new (exporter: Exporter) => object;
}

interface Transformer {
  readonly JsonTraceSerializer: { serializeRequest(spans: readonly ReadableSpan[]): Uint8Array };
}

export interface Tracing {
  readonly provider: Provider;
  readonly flush: () => Promise<void>;
  readonly drain: () => Promise<readonly Seen[]>;
}

/** Sets up the OpenTelemetry SDK of the peers' folder: spans go out in batches, and are kept or written as OTLP/JSON. */
export function startTracing({ load, keep }: OpenOptions): Tracing {
  const sdk = load("@opentelemetry/sdk-trace-node") as TraceSdk;
  const { JsonTraceSerializer } = load("@opentelemetry/otlp-transformer") as Transformer;
  const kept: ReadableSpan[] = [];
  const exporter: Exporter = {
    export(spans, done) {
      if (keep) kept.push(...spans);
      else JsonTraceSerializer.serializeRequest(spans);
      done({ code: 0 });
    },
    shutdown: () => Promise.resolve(),
  };
  const provider = new sdk.NodeTracerProvider({ spanProcessors: [new sdk.BatchSpanProcessor(exporter)] });
  provider.register();
  return {
    provider,
    flush: () => provider.forceFlush(),
    drain: async () => {
      await provider.forceFlush();
      return kept.splice(0).map(seen);
    },
  };
}

const millis = ([seconds, nanos]: Time): number => seconds * 1000 + nanos / 1e6;

function seen(span: ReadableSpan): Seen {
  const attributes: Record<string, unknown> = { ...span.attributes };
  for (const [index, event] of span.events.entries()) {
    attributes[`events.${index}.${event.name}.at`] = millis(event.time);
    for (const [key, value] of Object.entries(event.attributes ?? {})) attributes[`events.${index}.${key}`] = value;
  }
  return {
    name: span.name,
    attributes,
    failed: span.status.code === 2,
    startMs: millis(span.startTime),
    endMs: millis(span.endTime),
  };
}
