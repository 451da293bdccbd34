import { addAttribute, isFull, LIMITS } from "./decoded-span.ts";
import type { AttributeValue, Decoded } from "./decoded-span.ts";
import { decodable, storable } from "./storable-text.ts";

export type Json = Readonly<Record<string, unknown>>;

export function readAttributes(list: unknown, into: Map<string, AttributeValue>): void {
  for (const entry of asList(list, "attributes")) {
    const pair = asObject(entry, "an attribute");
    const key = pair["key"];
    if (typeof key !== "string") throw new TypeError("an attribute has no key");
    addAttribute(into, decodable(key), readValue(pair["value"], 1));
  }
}

/** AnyValue; an empty object is null, as is NaN once JavaScript wrote it. Deeper than the limit is null too. */
export function readValue(value: unknown, depth: number): AttributeValue {
  if (value === null || value === undefined) return null;
  const holder = asObject(value, "a value");
  if (says(holder, "stringValue")) return decodable(asText(holder["stringValue"], "stringValue"));
  if (says(holder, "intValue")) return integer(holder["intValue"]);
  if (says(holder, "boolValue")) return asBoolean(holder["boolValue"]);
  if (says(holder, "doubleValue")) return double(holder["doubleValue"]);
  if (says(holder, "arrayValue")) return depth < LIMITS.depth ? readList(holder["arrayValue"], depth + 1) : null;
  if (says(holder, "kvlistValue")) return depth < LIMITS.depth ? readMap(holder["kvlistValue"], depth + 1) : null;
  if (says(holder, "bytesValue")) return decodable(asText(holder["bytesValue"], "bytesValue"));
  return readSnakeCase(holder, depth);
}

function says(holder: Json, key: string): boolean {
  return own(holder, key) && holder[key] !== null;
}

const SNAKE_CASE: ReadonlyMap<string, string> = new Map([
  ["string_value", "stringValue"],
  ["int_value", "intValue"],
  ["bool_value", "boolValue"],
  ["double_value", "doubleValue"],
  ["array_value", "arrayValue"],
  ["kvlist_value", "kvlistValue"],
  ["bytes_value", "bytesValue"],
]);

/** The names of the protocol's own files, from clients whose JSON keeps them. */
function readSnakeCase(holder: Json, depth: number): AttributeValue {
  for (const [snake, camel] of SNAKE_CASE) if (says(holder, snake)) return readValue({ [camel]: holder[snake] }, depth);
  return null;
}

function readList(value: unknown, depth: number): AttributeValue[] {
  const items = asList(asObject(value, "arrayValue")["values"], "arrayValue.values");
  return items.slice(0, LIMITS.listItems).map((item) => readValue(item, depth));
}

function readMap(value: unknown, depth: number): Map<string, AttributeValue> {
  const map = new Map<string, AttributeValue>();
  for (const entry of asList(asObject(value, "kvlistValue")["values"], "kvlistValue.values")) {
    const pair = asObject(entry, "an entry of kvlistValue");
    addAttribute(map, textOf(pair["key"]), readValue(pair["value"], depth));
  }
  return map;
}

function integer(value: unknown): number | bigint {
  if (typeof value === "number" && Number.isFinite(value)) {
    return Number.isSafeInteger(value) ? value : BigInt(Math.trunc(value));
  }
  if (typeof value === "string" && /^[+-]?\d{1,20}$/.test(value)) {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : BigInt(value);
  }
  // JSON of protobuf may write whole numbers as `12.0` and `1e3`.
  if (typeof value === "string" && /^[+-]?\d{1,20}(?:\.0{1,20})?(?:[eE]\+?\d{1,2})?$/.test(value)) {
    if (Number.isSafeInteger(Number(value))) return Number(value);
  }
  const halves = wide(value);
  if (halves === null) throw new TypeError("an intValue is not a 64-bit integer");
  return Number.isSafeInteger(Number(halves)) ? Number(halves) : halves;
}

function double(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && /^(?:NaN|-?Infinity|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/.test(value)) {
    return Number(value);
  }
  throw new TypeError("a doubleValue is not a number");
}

/** Nanoseconds as decimal text (or a number, already rounded by whoever wrote it) → microseconds. */
export function microseconds(value: unknown, what: string): number {
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return Number(value.slice(0, -3) || "0");
  if (typeof value === "number" && value >= 0 && Number.isFinite(value)) return Math.floor(value / 1000);
  if (value === undefined || value === null) return 0;
  const halves = wide(value);
  if (halves !== null && halves >= 0n) return Number(halves / 1000n);
  throw new TypeError(`${what} is not a time in nanoseconds`);
}

/** `{low, high}`, as protobuf libraries write 64-bit integers when nobody tells them not to. */
function wide(value: unknown): bigint | null {
  if (!isObject(value)) return null;
  const { low, high } = value;
  if (!Number.isInteger(high) || (low !== undefined && !Number.isInteger(low))) return null;
  return BigInt.asIntN(64, (BigInt(Number(high)) << 32n) | BigInt.asUintN(32, BigInt(Number(low ?? 0))));
}

/** Text that is not hex passes on as it is, to be refused with its span. Node's own form of bytes is understood, too. */
export function hexOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return isBase64Id(value) ? hexOfBase64(value) : storable(value, 64).toLowerCase();
  const data = isObject(value) && value["type"] === "Buffer" ? value["data"] : null;
  if (!Array.isArray(data) || data.length > 32) throw new TypeError("an id is not a text of hex digits");
  return Buffer.from(data.map(Number)).toString("hex");
}

/** 16 or 8 bytes, as JSON of protobuf writes them that does not know of the exception for ids. Neither length is one of hex. */
function isBase64Id(text: string): boolean {
  return /^(?:[\w+/-]{22}==|[\w+/-]{11}=)$/.test(text);
}

function hexOfBase64(text: string): string {
  return Buffer.from(text, "base64").toString("hex");
}

export function textOf(value: unknown, limit: number = LIMITS.key): string {
  return typeof value === "string" ? storable(value, limit) : "";
}

function asText(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${what} is not text`);
}

function asBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  throw new TypeError("a boolValue is neither true nor false");
}

export function asObject(value: unknown, what: string): Json {
  if (isObject(value)) return value;
  throw new TypeError(`${what} is not an object`);
}

export function asList(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new TypeError(`${what} is not a list`);
}

export function field(from: Json, camel: string, snake: string): unknown {
  return own(from, camel) ? from[camel] : own(from, snake) ? from[snake] : undefined;
}

export function own(from: Json, key: string): boolean {
  return Object.hasOwn(from, key);
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads one thing whose faults stay its own: a defect of the request, and nothing to its neighbours. */
export function guarded(request: Decoded<unknown>, what: string, read: () => void): void {
  if (isFull(request)) return;
  try {
    read();
  } catch (error) {
    request.defects.push(`${what} not readable: ${error instanceof Error ? error.message : String(error)}`);
  }
}
