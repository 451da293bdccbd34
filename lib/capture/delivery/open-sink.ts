import type { OtlpTraces, SpanSink } from "#lib/domain/otlp.ts";

import { DeliveryError } from "./delivery-error.ts";
import type { Payload } from "./payload.ts";

/** Takes requests full of spans; rejects when they are not safe. */
export interface Carrier {
  carry(payload: Payload): Promise<void>;
}

/** A sink of the application as a carrier: it gets the bytes where it takes them, else what they say. */
export function openSink(sink: SpanSink): Carrier {
  return {
    carry: async (payload) => {
      const json = await readJson(payload);
      if (sink.exportJson !== undefined) return sink.exportJson(json);
      return sink.export(parse(json));
    },
  };
}

/** What cannot be read, as a file of a disk that failed, never will be. */
async function readJson(payload: Payload): Promise<Uint8Array> {
  try {
    return await payload.json();
  } catch (cause) {
    throw new DeliveryError("records kept on disk cannot be read", { retryable: false, cause });
  }
}

function parse(json: Uint8Array): OtlpTraces {
  try {
    // Written by this library.
    return JSON.parse(Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString()) as OtlpTraces;
  } catch (cause) {
    throw new DeliveryError("records kept on disk cannot be read", { retryable: false, cause });
  }
}
