import { WireType } from "@bufbuild/protobuf/wire";
import type { BinaryReader } from "@bufbuild/protobuf/wire";
import { recurringText } from "./recurring-text.ts";
import { decodable } from "./storable-text.ts";

/** Wire types of protobuf as they stand in a tag. */
export const WIRE = { varint: 0, bit64: 1, bytes: 2 } as const;

/** One length-delimited message: everything between `reader.pos` and `end`. */
export interface Cursor {
  readonly reader: BinaryReader;
  readonly bytes: Buffer;
  end: number;
}

export type Field = (cursor: Cursor, field: number, wire: number) => boolean;

/** Hands every field to `take`; what it does not take is skipped, as unknown fields must be. */
export function eachField(cursor: Cursor, take: Field): void {
  const { reader } = cursor;
  while (reader.pos < cursor.end) {
    const tag = reader.uint32();
    if (!take(cursor, tag >>> 3, tag & 7)) skipField(cursor, tag);
  }
  if (reader.pos !== cursor.end) throw new RangeError("a field runs over the end of its message");
}

export function message(cursor: Cursor, read: () => void): void {
  const outer = enter(cursor);
  read();
  leave(cursor, outer);
}

/** Reads the length of a nested message and confines the cursor to it. Returns the end to restore. */
export function enter(cursor: Cursor): number {
  const outer = cursor.end;
  const end = cursor.reader.uint32() + cursor.reader.pos;
  if (end > outer) throw new RangeError("a message runs over the end of the one around it");
  cursor.end = end;
  return outer;
}

export function leave(cursor: Cursor, outer: number): void {
  if (cursor.reader.pos !== cursor.end) throw new RangeError("a field runs over the end of its message");
  cursor.end = outer;
}

export function skipMessage(cursor: Cursor): null {
  const outer = enter(cursor);
  cursor.reader.pos = cursor.end;
  leave(cursor, outer);
  return null;
}

/** Bounds of the length-delimited field at the cursor; moves past it. */
function span(cursor: Cursor, wire: number): number {
  if (wire !== WIRE.bytes) throw wrongWire("a text or bytes field", wire);
  const start = cursor.reader.uint32();
  const from = cursor.reader.pos;
  if (from + start > cursor.end) throw new RangeError("a text runs over the end of its message");
  cursor.reader.pos = from + start;
  return from;
}

export function text(cursor: Cursor, wire: number): string {
  const from = span(cursor, wire);
  return cursor.bytes.toString("utf8", from, cursor.reader.pos);
}

/** The same for a text that is likely to come again. */
export function name(cursor: Cursor): string {
  const from = span(cursor, WIRE.bytes);
  return recurringText(cursor.bytes, from, cursor.reader.pos);
}

/** An int64; most counts fit in four bytes and never become a bigint. */
export function integer(cursor: Cursor): number | bigint {
  const { bytes, reader } = cursor;
  const { pos } = reader;
  for (let at = pos; at < pos + 4; at++) {
    if ((bytes[at] ?? 0xff) < 0x80) return reader.uint32();
  }
  const wide = BigInt(reader.int64());
  const number = Number(wide);
  return Number.isSafeInteger(number) ? number : wide;
}

export function hex(cursor: Cursor, wire: number): string {
  const from = span(cursor, wire);
  // Ids are 8 or 16 bytes; a longer one is refused later and need not be kept whole.
  return cursor.bytes.toString("hex", from, Math.min(cursor.reader.pos, from + 32));
}

export function base64(cursor: Cursor): string {
  const from = span(cursor, WIRE.bytes);
  return decodable(cursor.bytes.toString("base64", from, cursor.reader.pos));
}

/** Nanoseconds in a fixed64 → microseconds, without leaving exact doubles: 2^32 ns are 4,294,967 µs and 296 ns. */
export function fixedMicroseconds(cursor: Cursor, wire: number): number {
  if (wire !== WIRE.bit64) throw wrongWire("a time", wire);
  const { reader } = cursor;
  const low = reader.fixed32();
  const high = reader.fixed32();
  return high * 4_294_967 + Math.floor((high * 296 + low) / 1000);
}

export function expectBytes(wire: number, what: string): void {
  if (wire !== WIRE.bytes) throw wrongWire(what, wire);
}

export function wrongWire(what: string, wire: number): RangeError {
  return new RangeError(`${what} has wire type ${wire}, which is not that of a span`);
}

/** By the low three bits of a tag; 6 and 7 do not exist. */
const WIRE_TYPES = [
  WireType.Varint,
  WireType.Bit64,
  WireType.LengthDelimited,
  WireType.StartGroup,
  WireType.EndGroup,
  WireType.Bit32,
] as const;

/** Skips the field whose tag was just read, as unknown fields must be. */
export function skipField(cursor: Cursor, tag: number): void {
  const wire = WIRE_TYPES[tag & 7];
  if (wire === undefined) throw new RangeError(`wire type ${tag & 7} does not exist`);
  cursor.reader.skip(wire, tag >>> 3);
}
