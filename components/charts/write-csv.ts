import type { Column, DataRow } from "./data-table.tsx";

/** A cell a spreadsheet would run as a formula is kept as text by a leading apostrophe. */
function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180 text with a header; unknown is empty. */
export function writeCsv(columns: readonly Column[], rows: readonly DataRow[]): string {
  const lines = [columns.map(({ name }) => cell(name)), ...rows.map((row) => columns.map(({ key }) => cell(row[key])))];
  return `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}
