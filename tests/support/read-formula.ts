type Value = number | readonly number[] | null;
type Row = Readonly<Record<string, unknown>>;

/**
 * What a formula of `measure` comes to for a row of the metrics API: fields, numbers, + - * / and brackets. Anything unknown makes
 * it unknown. Of classes that did not occur there are none; a whole record of classes is their sum without `ok`.
 */
export function readFormula(formula: string, row: Row): Value {
  const tokens = formula.match(/[a-z_][\w.]*|\d+(?:\.\d+)?|[-+*/()]/g) ?? [];
  let at = 0;
  const factor = (): Value => {
    const token = tokens[at++] ?? "";
    if (token === "(") {
      const value = sum();
      at += 1;
      return value;
    }
    return /^\d/.test(token) ? Number(token) : fieldOf(row, token);
  };
  const product = (): Value => {
    let value = factor();
    while (tokens[at] === "*" || tokens[at] === "/")
      value = tokens[at++] === "*" ? join(value, factor(), (a, b) => a * b) : join(value, factor(), (a, b) => a / b);
    return value;
  };
  function sum(): Value {
    let value = product();
    while (tokens[at] === "+" || tokens[at] === "-")
      value = tokens[at++] === "+" ? join(value, product(), (a, b) => a + b) : join(value, product(), (a, b) => a - b);
    return value;
  }
  return sum();
}

function join(a: Value, b: Value, work: (a: number, b: number) => number): Value {
  if (a === null || b === null || typeof b !== "number") return null;
  return typeof a === "number" ? work(a, b) : a.map((end) => work(end, b));
}

function fieldOf(row: Row, path: string): Value {
  const [name = "", ...parts] = path.split(".");
  const last = parts.pop();
  if (last === undefined) return numbersOf(row[name]);
  const holder = parts.reduce<unknown>(partOf, row[name]);
  if (typeof holder !== "object" || holder === null) return null;
  const value = numbersOf(partOf(holder, last));
  return value === null && name.startsWith("failure") ? 0 : value;
}

/** A field of a record, or a place of a list: `calls.0`. */
function partOf(holder: unknown, part: string): unknown {
  return typeof holder === "object" && holder !== null ? Reflect.get(holder, part) : null;
}

function numbersOf(field: unknown): Value {
  if (Array.isArray(field)) return field.map(Number);
  if (isRecord(field))
    return Object.entries(field).reduce((sum, [name, value]) => (name === "ok" ? sum : sum + Number(value)), 0);
  return field === null || field === undefined ? null : Number(field);
}

function isRecord(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
