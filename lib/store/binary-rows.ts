import type { Column, ColumnType, Value } from "./column.ts";
import { storedInteger, storedText } from "./column.ts";

/** Bytes of one piece; a value that is longer gets a piece of its own length. */
const PIECE = 256 * 1024;
const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const END = Buffer.from([0xff, 0xff]);
/** Microseconds from 1970 to 2000, where Postgres' clock begins. */
const POSTGRES_EPOCH_US = 946_684_800_000_000;
const TWO_32 = 2 ** 32;
/** Shorter texts are written faster from here than by a call into Node. */
const SHORT = 40;

/** Rows in Postgres' binary COPY format, in pieces: a third of the work of text for both sides. */
export function encodeRows<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Buffer[] {
  const writer = new PieceWriter();
  writer.raw(SIGNATURE);
  const fields = columns.map((column) => ({ column, write: WRITERS[column.type] }));
  for (const row of rows) {
    writer.int16(columns.length);
    for (const { column, write } of fields) {
      const value = column.of(row);
      if (value === null) writer.int32(-1);
      else write(writer, value);
    }
  }
  writer.raw(END);
  return writer.pieces();
}

type Write = (to: PieceWriter, value: Exclude<Value, null>) => void;

const WRITERS: Readonly<Record<ColumnType, Write>> = {
  text: (to, value) => to.text(String(value)),
  json: (to, value) => to.text(String(value)),
  jsonb: (to, value) => to.bytes(Buffer.from(`\x01${String(value)}`)),
  uuid: (to, value) => to.bytes(uuidBytes(String(value))),
  boolean: (to, value) => to.boolean(value === true),
  integer: (to, value) => {
    to.int32(4);
    to.int32(storedInteger(Number(value), "integer"));
  },
  bigint: (to, value) => {
    to.int32(8);
    if (typeof value === "bigint" && !Number.isSafeInteger(Number(value))) to.bigint64(value);
    else to.int64(storedInteger(Number(value), "bigint"));
  },
  "double precision": (to, value) => to.double(Number(value)),
  timestamptz: (to, value) => {
    to.int32(8);
    to.int64(Math.round(Number(value)) - POSTGRES_EPOCH_US);
  },
  bytea: (to, value) => to.bytes(Buffer.isBuffer(value) ? value : Buffer.alloc(0)),
};

let lastUuid = { text: "", bytes: Buffer.alloc(16) };

/** Most rows that go together are of one project. */
function uuidBytes(text: string): Buffer {
  if (lastUuid.text !== text) lastUuid = { text, bytes: Buffer.from(text.replaceAll("-", ""), "hex") };
  return lastUuid.bytes;
}

class PieceWriter {
  readonly #full: Buffer[] = [];
  #piece = Buffer.allocUnsafeSlow(PIECE);
  #at = 0;

  pieces(): Buffer[] {
    return [...this.#full, this.#piece.subarray(0, this.#at)];
  }

  raw(bytes: Buffer): void {
    this.#reserve(bytes.length);
    this.#at += bytes.copy(this.#piece, this.#at);
  }

  bytes(bytes: Buffer): void {
    this.int32(bytes.length);
    this.raw(bytes);
  }

  int16(value: number): void {
    this.#reserve(2);
    this.#at = this.#piece.writeInt16BE(value, this.#at);
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#at = this.#piece.writeInt32BE(value, this.#at);
  }

  /** @param value a safe integer. */
  int64(value: number): void {
    this.#reserve(8);
    const high = Math.floor(value / TWO_32);
    this.#at = this.#piece.writeInt32BE(high, this.#at);
    this.#at = this.#piece.writeUInt32BE(value - high * TWO_32, this.#at);
  }

  bigint64(value: bigint): void {
    this.#reserve(8);
    this.#at = this.#piece.writeBigInt64BE(value, this.#at);
  }

  double(value: number): void {
    this.#reserve(12);
    this.#at = this.#piece.writeInt32BE(8, this.#at);
    // Text has no negative zero, and the two ways to store a row must store the same.
    this.#at = this.#piece.writeDoubleBE(value + 0, this.#at);
  }

  boolean(value: boolean): void {
    this.#reserve(5);
    this.#at = this.#piece.writeInt32BE(1, this.#at);
    this.#piece[this.#at++] = value ? 1 : 0;
  }

  text(text: string): void {
    this.#reserve(4 + 3 * text.length);
    const from = this.#at + 4;
    const length =
      text.length < SHORT && this.#writePlain(text, from)
        ? text.length
        : this.#piece.write(storedText(text), from, "utf8");
    this.#piece.writeInt32BE(length, this.#at);
    this.#at = from + length;
  }

  /** @returns false for a text that is more than ASCII, or holds NUL. */
  #writePlain(text: string, from: number): boolean {
    const piece = this.#piece;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code === 0 || code > 0x7f) return false;
      piece[from + i] = code;
    }
    return true;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#piece.length) return;
    this.#full.push(this.#piece.subarray(0, this.#at));
    this.#piece = Buffer.allocUnsafeSlow(Math.max(PIECE, bytes));
    this.#at = 0;
  }
}
