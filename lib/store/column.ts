/** A column's type; a `timestamptz` travels as epoch microseconds, which is exact both ways. */
export type ColumnType =
  | "text"
  | "json"
  | "jsonb"
  | "uuid"
  | "boolean"
  | "integer"
  | "bigint"
  | "double precision"
  | "timestamptz"
  | "bytea";

export type Value = string | number | bigint | boolean | Buffer | null;

/** A column of a table and where its value comes from. */
export interface Column<Row> {
  readonly name: string;
  readonly type: ColumnType;
  of(row: Row): Value;
}

const MOST = { integer: 2_147_483_647, bigint: Number.MAX_SAFE_INTEGER } as const;

/** Counts from outside may be absurd: they are held to what the column can hold, so that good rows beside them are kept. */
export function storedInteger(value: number, type: keyof typeof MOST): number {
  const most = MOST[type];
  return Math.trunc(Math.max(-most, Math.min(most, value))) || 0;
}

/** No text of Postgres may hold NUL. */
export function storedText(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
}
