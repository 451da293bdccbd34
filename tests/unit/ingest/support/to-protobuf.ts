import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { OtlpAttribute, OtlpEvent, OtlpSpan, OtlpTraces, OtlpValue } from "#lib/domain/otlp.ts";

/** An independent encoder of OTLP protobuf, to hold the decoder against. */
export function toProtobuf(traces: OtlpTraces): Uint8Array {
  const writer = new BinaryWriter();
  for (const { resource, scopeSpans } of traces.resourceSpans) {
    nested(writer, 1, () => {
      nested(writer, 1, () => writeAttributes(writer, 1, resource.attributes));
      for (const { scope, spans } of scopeSpans) {
        nested(writer, 2, () => {
          nested(writer, 1, () => text(writer, 1, scope.name));
          for (const span of spans) nested(writer, 2, () => writeSpan(writer, span));
        });
      }
    });
  }
  return writer.finish();
}

function writeSpan(writer: BinaryWriter, span: OtlpSpan): void {
  writer.tag(1, WireType.LengthDelimited).bytes(Buffer.from(span.traceId, "hex"));
  writer.tag(2, WireType.LengthDelimited).bytes(Buffer.from(span.spanId, "hex"));
  if (span.parentSpanId !== undefined) {
    writer.tag(4, WireType.LengthDelimited).bytes(Buffer.from(span.parentSpanId, "hex"));
  }
  text(writer, 5, span.name);
  writer.tag(6, WireType.Varint).int32(span.kind);
  writer.tag(7, WireType.Bit64).fixed64(BigInt(span.startTimeUnixNano));
  writer.tag(8, WireType.Bit64).fixed64(BigInt(span.endTimeUnixNano));
  writeAttributes(writer, 9, span.attributes);
  for (const event of span.events ?? []) nested(writer, 11, () => writeEvent(writer, event));
  const { status } = span;
  if (status === undefined) return;
  nested(writer, 15, () => {
    if (status.message !== undefined) text(writer, 2, status.message);
    writer.tag(3, WireType.Varint).int32(status.code);
  });
}

function writeEvent(writer: BinaryWriter, event: OtlpEvent): void {
  writer.tag(1, WireType.Bit64).fixed64(BigInt(event.timeUnixNano));
  text(writer, 2, event.name);
  writeAttributes(writer, 3, event.attributes);
}

export function writeAttributes(writer: BinaryWriter, field: number, attributes: readonly OtlpAttribute[]): void {
  for (const { key, value } of attributes) {
    nested(writer, field, () => {
      text(writer, 1, key);
      nested(writer, 2, () => writeValue(writer, value));
    });
  }
}

function writeValue(writer: BinaryWriter, value: OtlpValue): void {
  if ("stringValue" in value) text(writer, 1, value.stringValue);
  else if ("boolValue" in value) writer.tag(2, WireType.Varint).bool(value.boolValue);
  else if ("intValue" in value) writer.tag(3, WireType.Varint).int64(BigInt(value.intValue));
  else if ("doubleValue" in value) writer.tag(4, WireType.Bit64).double(value.doubleValue);
  else {
    nested(writer, 5, () => {
      for (const item of value.arrayValue.values) nested(writer, 1, () => writeValue(writer, item));
    });
  }
}

function nested(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}
