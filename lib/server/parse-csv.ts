import { OutturnError } from "#lib/domain/errors.ts";

/** Fields of a CSV text by RFC 4180: quoted fields may hold commas, quotes (doubled) and line ends. Empty lines are left out. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A field, then what ended it: a comma, a line end, or the end of the text.
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  const body = text.replace(/^\uFEFF/, "");
  while (field.lastIndex < body.length) {
    const at = field.lastIndex;
    const match = field.exec(body);
    if (match === null) {
      const line = body.slice(0, at).split("\n").length;
      throw new OutturnError(
        "malformed_payload",
        `Line ${line} is not CSV: a quote is not closed, or stands inside a field.`,
      );
    }
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]?.trim() ?? "");
    if (match[3] === ",") {
      if (field.lastIndex === body.length) row.push("");
      else continue;
    }
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
