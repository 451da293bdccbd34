import { csvCell } from "#lib/domain/csv-cell.ts";
import type { Column, DataRow } from "./data-table.tsx";

/** RFC 4180 text with a header; unknown is empty. */
export function writeCsv(columns: readonly Column[], rows: readonly DataRow[]): string {
  const head = columns.map(({ name }) => csvCell(name));
  const lines = [head, ...rows.map((row) => columns.map(({ key }) => csvCell(row[key])))];
  return `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}
