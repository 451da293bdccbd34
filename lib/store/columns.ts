import type { Column } from "./column.ts";
import { encodeColumn } from "./pg-array.ts";

export interface Rows {
  /** A select of the columns, in order, over `unnest` of the parameters. */
  readonly select: string;
  readonly values: string[];
}

/** Rows as one parameter a column. @param first number of the first parameter. */
export function unnestRows<Row>(columns: readonly Column<Row>[], rows: readonly Row[], first = 1): Rows {
  return { select: unnestSelect(columns, first), values: columns.map((column) => encodeColumn(rows, column)) };
}

export function unnestSelect<Row>(columns: readonly Column<Row>[], first: number): string {
  const outputs = columns.map(({ name, type }) =>
    type === "timestamptz" ? `'epoch'::timestamptz + t.${name} * interval '1 microsecond'` : `t.${name}`,
  );
  const arrays = columns.map(({ type }, i) => `$${first + i}::${type === "timestamptz" ? "double precision" : type}[]`);
  const names = columns.map(({ name }) => name);
  return `select ${outputs.join(", ")} from unnest(${arrays.join(", ")}) as t(${names.join(", ")})`;
}

/** An instant as epoch seconds in SQL; `toMicroseconds` makes it exact again. */
export function secondsOf(column: string): string {
  return `date_part('epoch', ${column})`;
}

/** Doubles hold today's epoch seconds to a quarter of a microsecond, so rounding restores what was stored. */
export function toMicroseconds(seconds: number): number {
  return Math.round(seconds * 1_000_000);
}
