/** The values that what is shown may stand for: it was rounded, half of its last digit either way. Null where it says unknown. */
export interface Shown {
  readonly low: number;
  readonly high: number;
}

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 1e3, M: 1e6, B: 1e9, "%": 0.01, ms: 1, s: 1e3, "×": 1 };
const NUMBER = /^(?<sign>[<>≥])?\s*\$?(?<digits>[\d,]+(?:\.\d+)?)\s?(?<unit>K|M|B|%|ms|s|×)?$/u;

/**
 * Reads a figure as pages write them: `$1,204`, `<$0.01`, `81.9%`, `412 ms`, `2 min 5 s`, `4.75M`, `·` for none.
 * @throws Error for a text that is no figure.
 */
export function readShown(text: string): Shown | null {
  // What is said besides, to those who do not see the mark, follows a comma.
  const shown = text.split(", ")[0]?.trim() ?? "";
  if (shown === "" || shown.startsWith("—")) return null;
  if (shown === "·") return { low: 0, high: 0 };
  return readLong(shown) ?? readNumber(shown);
}

function readLong(shown: string): Shown | null {
  const parts = /^(\d+) min (\d+) s$/.exec(shown);
  return parts === null ? null : around(Number(parts[1]) * 60_000 + Number(parts[2]) * 1000, 500);
}

function readNumber(shown: string): Shown {
  const { sign = "", digits, unit = "" } = NUMBER.exec(shown)?.groups ?? {};
  if (digits === undefined) throw new Error(`"${shown}" is no figure that pages write`);
  const factor = UNITS[unit] ?? 1;
  const value = Number(digits.replaceAll(",", "")) * factor;
  if (sign === "<") return { low: 0, high: value };
  if (sign !== "") return { low: value, high: Infinity };
  const decimals = digits.split(".")[1]?.length ?? 0;
  return around(value, 0.5 * 10 ** -decimals * factor);
}

/** Both ends of `80.0–83.7%` or `101.61–127.77`. */
export function readShownInterval(text: string): (Shown | null)[] {
  const unit = text.trim().endsWith("%") ? "%" : "";
  const ends = text.trim().replace(/%$/, "").split("–");
  return ends.length === 2 ? ends.map((end) => readShown(`${end}${unit}`)) : [];
}

function around(value: number, half: number): Shown {
  // A hair more than half, for what binary fractions do to a value that lies on the edge.
  return { low: value - half * 1.000_001, high: value + half * 1.000_001 };
}
