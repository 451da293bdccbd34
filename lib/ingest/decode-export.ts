import { BinaryReader } from "@bufbuild/protobuf/wire";
import { OutturnError } from "#lib/domain/errors.ts";
import type { AttributeValue, Decoded, SpanOrigin } from "./decoded-span.ts";
import { eachField, expectBytes, message } from "./protobuf-cursor.ts";
import type { Cursor } from "./protobuf-cursor.ts";
import { guarded, messageOf, readAttribute, readScope } from "./protobuf-values.ts";

/** What the three levels of an export are called, for messages, and how one of its items is read. */
interface ExportForm<Item> {
  readonly request: string;
  readonly resources: string;
  readonly scopes: string;
  readonly items: string;
  readonly readItem: (at: Cursor, origin: SpanOrigin) => Item;
}

interface Origin {
  readonly resource: Map<string, AttributeValue>;
  scope: string;
  scopeVersion: string;
}

/**
 * Reads an OTLP export in protobuf: resources, in each its scopes, in each their items. Field numbers are those of
 * opentelemetry-proto v1.11. An item that cannot be read is a defect of its own; only a broken frame around everything refuses
 * the request.
 * @throws OutturnError `malformed_payload` when the bytes are not protobuf.
 */
export function decodeExport<Item>(body: Uint8Array, form: ExportForm<Item>): Decoded<Item> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const decoded: Decoded<Item> = { items: [], defects: [] };
  const cursor: Cursor = { reader: new BinaryReader(bytes), bytes, end: bytes.length };
  try {
    eachField(cursor, (at, field, wire) => {
      if (field !== 1) return false;
      expectBytes(wire, form.resources);
      guarded(at, decoded, () => readResource(at, form, decoded));
      return true;
    });
  } catch (error) {
    throw new OutturnError(
      "malformed_payload",
      `the body is not an OTLP ${form.request} in protobuf: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
  return decoded;
}

function readResource<Item>(cursor: Cursor, form: ExportForm<Item>, decoded: Decoded<Item>): void {
  // The resource may follow its items on the wire: the map is filled in place, before anybody reads it.
  const resource = new Map<string, AttributeValue>();
  eachField(cursor, (at, field, wire) => {
    if (field === 1) {
      expectBytes(wire, "resource");
      message(at, () => eachField(at, (inner, f, w) => f === 1 && readAttribute(inner, w, resource)));
      return true;
    }
    if (field !== 2) return false;
    expectBytes(wire, form.scopes);
    guarded(at, decoded, () => readItems(at, { resource, scope: "", scopeVersion: "" }, { form, decoded }));
    return true;
  });
}

function readItems<Item>(
  cursor: Cursor,
  origin: Origin,
  { form, decoded }: { readonly form: ExportForm<Item>; readonly decoded: Decoded<Item> },
): void {
  eachField(cursor, (at, field, wire) => {
    if (field === 1) {
      expectBytes(wire, "scope");
      readScope(at, origin);
      return true;
    }
    if (field !== 2) return false;
    expectBytes(wire, form.items);
    guarded(at, decoded, () => decoded.items.push(form.readItem(at, origin)));
    return true;
  });
}
