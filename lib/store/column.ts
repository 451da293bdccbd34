/** A column's type; a `timestamptz` travels as epoch microseconds, which is exact both ways. */
export type ColumnType =
  | "text"
  | "json"
  | "jsonb"
  | "uuid"
  | "boolean"
  | "integer"
  | "bigint"
  | "numeric"
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
