import { addAttribute, isFull, LIMITS } from "./decoded-span.ts";
import type { AttributeValue, Decoded } from "./decoded-span.ts";
import {
  base64,
  eachField,
  enter,
  expectBytes,
  integer,
  leave,
  message,
  name,
  skipField,
  skipMessage,
  text,
  WIRE,
} from "./protobuf-cursor.ts";
import type { Cursor } from "./protobuf-cursor.ts";
import { decodable, storable } from "./storable-text.ts";

/** The name and version of an instrumentation scope, at the cursor, into `origin`. */
export function readScope(cursor: Cursor, origin: { scope: string; scopeVersion: string }): void {
  message(cursor, () =>
    eachField(cursor, (inner, f, w) => {
      if (f === 1) origin.scope = storable(text(inner, w), LIMITS.key);
      else if (f === 2) origin.scopeVersion = storable(text(inner, w), LIMITS.key);
      else return false;
      return true;
    }),
  );
}

export function readAttribute(cursor: Cursor, wire: number, into: Map<string, AttributeValue>): boolean {
  expectBytes(wire, "attributes");
  const { reader } = cursor;
  const outer = enter(cursor);
  let key = "";
  let value: AttributeValue = null;
  while (reader.pos < cursor.end) {
    const tag = reader.uint32();
    if (tag === 10) key = name(cursor);
    else if (tag === 18) value = readValue(cursor, 1);
    else skipField(cursor, tag);
  }
  leave(cursor, outer);
  addAttribute(into, key.includes("\0") ? decodable(key) : key, value);
  return true;
}

/** AnyValue: string 1, bool 2, int 3, double 4, array 5, kvlist 6, bytes 7. Deeper than the limit is null. */
export function readValue(cursor: Cursor, depth: number): AttributeValue {
  const { reader } = cursor;
  const outer = enter(cursor);
  let value: AttributeValue = null;
  while (reader.pos < cursor.end) {
    const tag = reader.uint32();
    switch (tag) {
      case 10:
        value = decodable(text(cursor, WIRE.bytes));
        break;
      case 16:
        value = reader.bool();
        break;
      case 24:
        value = integer(cursor);
        break;
      case 33:
        value = reader.double();
        break;
      case 42:
        value = depth < LIMITS.depth ? readList(cursor, depth + 1) : skipMessage(cursor);
        break;
      case 50:
        value = depth < LIMITS.depth ? readMap(cursor, depth + 1) : skipMessage(cursor);
        break;
      case 58:
        value = base64(cursor);
        break;
      default:
        skipField(cursor, tag);
    }
  }
  leave(cursor, outer);
  return value;
}

function readList(cursor: Cursor, depth: number): AttributeValue[] {
  const values: AttributeValue[] = [];
  message(cursor, () =>
    eachField(cursor, (at, field, wire) => {
      if (field !== 1 || wire !== WIRE.bytes) return false;
      const value = readValue(at, depth);
      if (values.length < LIMITS.listItems) values.push(value);
      return true;
    }),
  );
  return values;
}

function readMap(cursor: Cursor, depth: number): Map<string, AttributeValue> {
  const map = new Map<string, AttributeValue>();
  const outer = enter(cursor);
  eachField(cursor, (at, field, wire) => {
    if (field !== 1 || wire !== WIRE.bytes) return false;
    const pair = enter(at);
    let key = "";
    let value: AttributeValue = null;
    eachField(at, (inner, f, w) => {
      if (f === 1) key = storable(text(inner, w), LIMITS.key);
      else if (f === 2 && w === WIRE.bytes) value = readValue(inner, depth);
      else return false;
      return true;
    });
    leave(at, pair);
    addAttribute(map, key, value);
    return true;
  });
  leave(cursor, outer);
  return map;
}

/** Reads a nested message whose faults stay its own. */
export function guarded(cursor: Cursor, request: Decoded<unknown>, read: () => void): void {
  if (isFull(request)) {
    skipMessage(cursor);
    return;
  }
  const outer = enter(cursor);
  const end = cursor.end;
  try {
    read();
    leave(cursor, outer);
  } catch (error) {
    request.defects.push(`not readable: ${messageOf(error)}`);
    cursor.reader.pos = end;
    cursor.end = outer;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
