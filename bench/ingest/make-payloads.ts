import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { OtlpSpan, OtlpTraces } from "#lib/domain/otlp.ts";
import { simulateTasks } from "#lib/sample/generate-sample.ts";
import { spansOf } from "#lib/sample/write-spans.ts";
import { toProtobuf } from "#tests/unit/ingest/support/to-protobuf.ts";

export type Encoding = "protobuf" | "json";

/** One export, to be sent again and again: `stamp` gives every trace and task in it new ids. */
export interface Payload {
  readonly calls: number;
  readonly spans: number;
  readonly bytes: number;
  stamp(round: number): Buffer;
}

/** As OpenTelemetry's batch processor sends them by default; a task may straddle two exports. */
const SPANS_AN_EXPORT = 512;
/** Eight hex digits that every trace id and task id starts with; a round's number takes their place. */
const MARK = "a5c3e9d1";
/** The live hour: every task ended within it. */
const HOUR_US = 3_600_000_000;

/** Exports of the simulated sample's tasks, moved to the hour before `now`, as the client library would send them. */
export function makePayloads(encoding: Encoding, now: Date, exports = 40): Payload[] {
  const payloads: Payload[] = [];
  let spans: OtlpSpan[] = [];
  let index = 0;
  for (const task of simulateTasks({ now, seed: 5 })) {
    const endUs = now.getTime() * 1000 - ((index * 7_919_003) % HOUR_US);
    const shiftNs = BigInt(Math.round(endUs - task.endUs)) * 1000n;
    const traceId = `${MARK}${index.toString(16).padStart(24, "0")}`;
    const id = `${MARK}-${task.id}`;
    spans.push(...spansOf({ ...task, traceId, id }).map((span) => shift(span, shiftNs)));
    index += 1;
    while (spans.length >= SPANS_AN_EXPORT) {
      payloads.push(payloadOf(encoding, spans.slice(0, SPANS_AN_EXPORT)));
      spans = spans.slice(SPANS_AN_EXPORT);
      if (payloads.length === exports) return payloads;
    }
  }
  return payloads;
}

function shift(span: OtlpSpan, byNs: bigint): OtlpSpan {
  const move = (nanos: string): string => String(BigInt(nanos) + byNs);
  return {
    ...span,
    startTimeUnixNano: move(span.startTimeUnixNano),
    endTimeUnixNano: move(span.endTimeUnixNano),
    events: (span.events ?? []).map((event) => ({ ...event, timeUnixNano: move(event.timeUnixNano) })),
  };
}

function payloadOf(encoding: Encoding, spans: readonly OtlpSpan[]): Payload {
  const resource = { attributes: toOtlpAttributes({ "service.name": "bench", "service.version": "1.0.0" }) };
  const traces: OtlpTraces = {
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "outturn", version: "0.1.0" }, spans }] }],
  };
  const bytes = encoding === "json" ? Buffer.from(JSON.stringify(traces)) : Buffer.from(toProtobuf(traces));
  const texts = positionsOf(bytes, Buffer.from(MARK));
  const binary = encoding === "json" ? [] : positionsOf(bytes, Buffer.from(MARK, "hex"));
  return {
    calls: spans.filter(({ parentSpanId }) => parentSpanId !== undefined).length,
    spans: spans.length,
    bytes: bytes.length,
    stamp: (round) => {
      const stamped = Buffer.from(bytes);
      const hex = round.toString(16).padStart(8, "0");
      for (const at of texts) stamped.write(hex, at, "latin1");
      for (const at of binary) stamped.writeUInt32BE(round, at);
      return stamped;
    },
  };
}

function positionsOf(bytes: Buffer, mark: Buffer): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + mark.length)) found.push(at);
  return found;
}
