const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
/** What a spreadsheet reads as the beginning of a formula, the full-width forms among it, or passes over before one. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * One field of a CSV after RFC 4180; unknown is empty. Text that a spreadsheet would run as a formula is kept as text by a
 * leading apostrophe, numbers aside.
 */
export function csvCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
