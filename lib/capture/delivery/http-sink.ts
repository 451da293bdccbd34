import type { OtlpTraces, SpanSink } from "#lib/domain/otlp.ts";

import { bag, numeric } from "../peek.ts";
import type { Carrier } from "./open-sink.ts";
import { Payload } from "./payload.ts";
import { post } from "./post-json.ts";
import type { Endpoint } from "./post-json.ts";
import type { Warn } from "./warn.ts";

/** Posts spans to an OTLP/HTTP endpoint (`/v1/traces`) as gzipped JSON. */
export class HttpSink implements Carrier, SpanSink {
  readonly #endpoint: Endpoint;
  readonly #warn: Warn;

  constructor(endpoint: Endpoint, warn: Warn) {
    this.#endpoint = endpoint;
    this.#warn = warn;
  }

  export(traces: OtlpTraces): Promise<void> {
    return this.carry(new Payload({ json: Buffer.from(JSON.stringify(traces)) }));
  }

  async carry(payload: Payload): Promise<void> {
    const answer = await post(this.#endpoint, { body: await payload.gzip(), zipped: true });
    const rejected = readRejected(answer);
    if (rejected > 0)
      this.#warn("rejected", `The server at ${this.#endpoint.url} rejected ${rejected} spans as malformed`);
  }
}

function readRejected(answer: string): number {
  if (!answer.startsWith("{")) return 0;
  try {
    const { rejectedSpans } = bag(bag(JSON.parse(answer))["partialSuccess"]);
    return numeric(typeof rejectedSpans === "string" ? Number(rejectedSpans) : rejectedSpans) ?? 0;
  } catch {
    return 0;
  }
}
