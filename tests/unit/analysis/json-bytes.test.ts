import fc from "fast-check";
import { expect, test } from "vitest";

import { JsonBytes } from "#lib/analysis/json-bytes.ts";

function written(...objects: readonly object[]): string {
  const json = new JsonBytes();
  for (const fields of objects) {
    json.open();
    json.fields(fields);
    json.close();
  }
  return json.take().toString();
}

test("any object is written as JSON.stringify writes it", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), (value) => {
      expect(written(value)).toBe(JSON.stringify(value));
    }),
  );
});

test("any number is written as JSON.stringify writes it", () => {
  const numbers = fc.oneof(fc.double(), fc.maxSafeInteger(), fc.nat());
  fc.assert(
    fc.property(fc.array(numbers), (list) => {
      expect(written({ list })).toBe(JSON.stringify({ list }));
    }),
  );
  const edges = [0, -0, 9, 10, 99, 100, 999_999_999, 1e9, 1_000_000_001, 2 ** 31, 2 ** 53 - 1, 2 ** 53, -1, 1e21, NaN];
  expect(written({ edges })).toBe(JSON.stringify({ edges }));
});

test("objects after one another are parted by commas, and the parts of one run on", () => {
  expect(written({ a: 1 }, {}, { b: [{}, { c: null }] })).toBe('{"a":1},{},{"b":[{},{"c":null}]}');
  const json = new JsonBytes();
  json.open();
  json.fields({ a: 1, left_out: undefined });
  json.fields({});
  json.fields({ b: true });
  json.close();
  expect(json.take().toString()).toBe('{"a":1,"b":true}');
});

test("what is longer than the space at first is written whole", () => {
  const value = { names: Array.from({ length: 20_000 }, (_, i) => `näme ${i}`), text: '"'.repeat(100_000) };
  expect(written(value)).toBe(JSON.stringify(value));
});
