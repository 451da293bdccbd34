import { Outturn } from "#lib/capture/index.ts";
import type { OtlpAttribute, OtlpSpan, OtlpTraces, OtlpValue } from "#lib/domain/otlp.ts";

import { atOnce, sdkOf } from "../seen.ts";
import type { OpenOptions, Seen, Subject } from "../seen.ts";

/** Ours. Records are read back and kept, or, written as bytes as for the server, thrown away. */
export function openOutturn({ load, keep }: OpenOptions): Subject {
  const kept: OtlpSpan[] = [];
  const take = async (traces: OtlpTraces): Promise<void> => {
    kept.push(...traces.resourceSpans.flatMap((part) => part.scopeSpans).flatMap((part) => part.spans));
  };
  const discard = { export: take, exportJson: () => Promise.resolve() };
  return subject(new Outturn({ key: "bench", sink: keep ? { export: take } : discard }), load, kept);
}

/** Ours on its way to a server: with compression, and a fetch that takes everything. */
export function openOutturnHttp({ load }: OpenOptions): Subject {
  const real = globalThis.fetch;
  globalThis.fetch = async () => new Response("{}");
  const outturn = new Outturn({ key: "bench", url: "http://nowhere.invalid" });
  globalThis.fetch = real;
  return subject(outturn, load, []);
}

function subject(outturn: Outturn, load: OpenOptions["load"], kept: OtlpSpan[]): Subject {
  return {
    sdk: sdkOf(load),
    wrap: (client) => outturn.observe(client),
    around: atOnce,
    flush: () => outturn.flush(),
    drain: async () => {
      await outturn.flush();
      return kept.splice(0).map(seen);
    },
  };
}

function seen(span: OtlpSpan): Seen {
  const attributes = flat(span.attributes);
  for (const [index, event] of (span.events ?? []).entries()) {
    for (const [key, value] of Object.entries(flat(event.attributes))) attributes[`events.${index}.${key}`] = value;
  }
  return {
    name: span.name,
    attributes,
    failed: span.status?.code === 2,
    startMs: Number(span.startTimeUnixNano) / 1e6,
    endMs: Number(span.endTimeUnixNano) / 1e6,
  };
}

function flat(attributes: readonly OtlpAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: OtlpValue): unknown {
  if ("arrayValue" in value) return value.arrayValue.values.map(plain);
  if ("intValue" in value) return Number(value.intValue);
  if ("stringValue" in value) return value.stringValue;
  return "boolValue" in value ? value.boolValue : value.doubleValue;
}
