import type { OtlpSpan } from "#lib/domain/otlp.ts";

import { log } from "../log.ts";
import { createTracer, NO_TRACER } from "./tracer.ts";
import type { Tracer } from "./tracer.ts";

/** Where the server's own spans go. */
export interface TracingConfig {
  /** As OTEL_EXPORTER_OTLP_ENDPOINT: `/v1/traces` is put behind it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
}

const EVERY_MS = 2_000;
const MOST_WAITING = 2_000;
const TIMEOUT_MS = 5_000;
const SCOPE = { name: "outturn.server" };

/**
 * Sends the server's own spans, a batch every two seconds; what the receiver does not take is dropped and said once. Never to this
 * server itself, whose spans would make spans.
 */
export function openTracer(config: TracingConfig | null, own: readonly string[]): Tracer {
  if (config === null) return NO_TRACER;
  if (own.includes(new URL(config.endpoint).origin)) {
    log.warn("OTEL_EXPORTER_OTLP_ENDPOINT is this server: its own spans are not recorded");
    return NO_TRACER;
  }
  const waiting: OtlpSpan[] = [];
  let silent = false;
  const send = async (): Promise<void> => {
    const spans = waiting.splice(0);
    if (spans.length === 0) return;
    const said = await post(config, spans).catch((error: unknown) => String(error));
    if (said !== null && !silent) log.warn({ said }, "the server's own spans were not taken");
    silent = said !== null;
  };
  const timer = setInterval(() => void send(), EVERY_MS);
  timer.unref();
  return createTracer(
    (span) => {
      if (waiting.length < MOST_WAITING) waiting.push(span);
    },
    async () => {
      clearInterval(timer);
      await send();
    },
  );
}

/** @returns what the receiver had against it, or null. */
async function post(
  { endpoint, headers, serviceName }: TracingConfig,
  spans: readonly OtlpSpan[],
): Promise<string | null> {
  const resource = { attributes: [{ key: "service.name", value: { stringValue: serviceName } }] };
  const answer = await fetch(`${endpoint.replace(/\/$/, "")}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: SCOPE, spans }] }] }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await answer.body?.cancel();
  return answer.ok ? null : `status ${answer.status}`;
}
