import { atOnce, sdkOf } from "../seen.ts";
import type { OpenOptions, SdkClass, SdkClient, Subject } from "../seen.ts";
import { startTracing } from "./open-telemetry.ts";

interface Instrumentation {
  setTracerProvider(provider: object): void;
  setMeterProvider(provider: unknown): void;
  setLoggerProvider?(provider: object): void;
  manuallyInstrument?(sdk: unknown): void;
  enable(): void;
}
type InstrumentationClass = new (config?: Readonly<Record<string, unknown>>) => Instrumentation;

/** `@langfuse/openai`: a proxy around the client, spans through the global tracer. */
export function openLangfuse(options: OpenOptions): Subject {
  const { flush, drain } = startTracing(options);
  const langfuse = options.load("@langfuse/openai") as { observeOpenAI(client: SdkClient): SdkClient };
  return { sdk: sdkOf(options.load), wrap: (client) => langfuse.observeOpenAI(client), around: atOnce, flush, drain };
}

/** Traceloop and OpenInference: their instrumentation patches the class it is given. */
export function openPatched(packageName: string): (options: OpenOptions) => Subject {
  return (options) => {
    const { provider, flush, drain } = startTracing(options);
    const made = instrumentation(options, packageName);
    made.setTracerProvider(provider);
    const sdk: SdkClass = sdkOf(options.load);
    made.manuallyInstrument?.(sdk);
    return { sdk, wrap: (client) => client, around: atOnce, flush, drain };
  };
}

/** `@opentelemetry/instrumentation-openai` patches the module while it is loaded. Its contents go out as log records. */
export function openContrib(options: OpenOptions): Subject {
  const { provider, flush, drain } = startTracing(options);
  const made = instrumentation(options, "@opentelemetry/instrumentation-openai", {
    captureMessageContent: options.content,
  });
  made.setTracerProvider(provider);
  const api = options.load("@opentelemetry/api") as { readonly metrics: { getMeterProvider(): unknown } };
  // Without a meter it throws at the end of every stream.
  made.setMeterProvider(api.metrics.getMeterProvider());
  const said: { readonly body?: unknown; readonly attributes?: unknown }[] = [];
  const emit = (record: (typeof said)[number]): void =>
    void (options.keep ? said.push(record) : JSON.stringify(record));
  made.setLoggerProvider?.({ getLogger: () => ({ emit, enabled: () => true }) });
  made.enable();
  return {
    sdk: sdkOf(options.load),
    wrap: (client) => client,
    around: atOnce,
    flush,
    drain: async () => {
      const logs: Record<string, unknown> = {};
      for (const [index, record] of said.splice(0).entries()) logs[`logs.${index}`] = record;
      const spans = await drain();
      // The records of one call after the other: what was said belongs to the only span there is.
      return spans.map((span) => ({ ...span, attributes: { ...span.attributes, ...logs } }));
    },
  };
}

function instrumentation({ load }: OpenOptions, name: string, config = {}): Instrumentation {
  const { OpenAIInstrumentation } = load(name) as { readonly OpenAIInstrumentation: InstrumentationClass };
  return new OpenAIInstrumentation(config);
}
