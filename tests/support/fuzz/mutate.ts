import type { Random } from "#lib/sample/random.ts";

type Json = unknown;

const LONG = "a".repeat(300_000);
/** Texts that have hurt parsers, patterns and databases before. */
const TEXTS: readonly string[] = [
  "",
  "\u0000",
  "a\u0000b",
  "\uD800",
  "\uDFFFx",
  "__proto__",
  "constructor",
  "9".repeat(40),
  "-1",
  "1e999",
  "NaN",
  "0x10",
  "[".repeat(5000),
  '{"a":'.repeat(2000),
  '[{"name":"x","arguments":{"__proto__":1}}]',
  "{'cache_hit': true}",
  "' or 1=1; --",
  "a".repeat(5000),
  `${"a ".repeat(2000)}!`,
  "💥".repeat(600),
  "2026-13-45T99:99:99Z",
  "429 429 429 retry after insufficient_quota",
];

const NUMBERS: readonly number[] = [0, -0, -1, 1, 0.5, 1e9, 1e9 + 1, 2 ** 31, 2 ** 53, 1e20, 1e300, -1e300, 5e-324];

function pickOf<T>(random: Random, list: readonly T[], otherwise: T): T {
  return list[Math.floor(random.next() * list.length)] ?? otherwise;
}

/** Any JSON value that does not belong where it is put. */
export function oddValue(random: Random): Json {
  const kind = Math.floor(random.next() * 10);
  if (kind < 3) return pickOf(random, TEXTS, "");
  if (kind < 5) return pickOf<Json>(random, NUMBERS, 0);
  if (kind < 6) return pickOf<Json>(random, [null, true, false, [], {}, [[]], [{}], { a: { b: {} } }], null);
  if (kind < 7) return nested(1 + Math.floor(random.next() * 60));
  if (kind < 9) return oddAnyValue(random);
  return random.chance(0.05) ? LONG : { low: -1, high: 5 };
}

/** An AnyValue of OTLP/JSON with an odd inside. */
export function oddAnyValue(random: Random): Json {
  const text = pickOf(random, TEXTS, "");
  const number = pickOf(random, NUMBERS, 0);
  return pickOf<Json>(
    random,
    [
      { stringValue: text },
      { intValue: String(Math.trunc(number)) },
      { intValue: number },
      { intValue: "-9223372036854775808" },
      { intValue: "99999999999999999999" },
      { doubleValue: number },
      { doubleValue: "NaN" },
      { doubleValue: "-Infinity" },
      { boolValue: random.chance(0.5) },
      { bytesValue: "////" },
      { arrayValue: { values: [{ stringValue: text }, {}, { arrayValue: {} }] } },
      { kvlistValue: { values: [{ key: "__proto__", value: { stringValue: text } }, { key: text }] } },
      {},
    ],
    null,
  );
}

function nested(depth: number): Json {
  let value: Json = { stringValue: "deep" };
  for (let level = 0; level < depth; level++) value = { arrayValue: { values: [value] } };
  return value;
}

function isHolder(value: Json): value is Record<string, Json> | Json[] {
  return typeof value === "object" && value !== null;
}

/** A copy of a JSON value with one thing wrong in it: replaced, removed, doubled, renamed or moved. */
export function mutate(value: Json, random: Random): Json {
  if (!isHolder(value) || random.chance(0.08)) return oddValue(random);
  const entries: [string, Json][] = Object.entries(value);
  if (entries.length === 0) return random.chance(0.5) ? oddValue(random) : value;
  const at = Math.floor(random.next() * entries.length);
  const changed = entries.flatMap(([key, inner], index): [string, Json][] => {
    if (index !== at) return [[key, inner]];
    const what = random.next();
    if (isHolder(inner) && what < 0.65) return [[key, mutate(inner, random)]];
    if (what < 0.75) return [];
    if (what < 0.85) return [[pickOf(random, TEXTS, ""), inner]];
    if (what < 0.9)
      return [
        [key, inner],
        [`${key}${key}`, inner],
      ];
    return [[key, oddValue(random)]];
  });
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed);
}
