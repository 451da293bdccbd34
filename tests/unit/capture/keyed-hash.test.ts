import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { KeyedHash } from "#lib/capture/record/keyed-hash.ts";

describe("keyed hashes", () => {
  test("are 128 bits in hexadecimal, equal for equal texts under one key", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, text) => {
        const hash = new KeyedHash(key).of(text);
        expect(hash).toMatch(/^[0-9a-f]{32}$/);
        expect(new KeyedHash(key).of(text)).toBe(hash);
      }),
    );
  });

  test("say nothing across keys, and without a key nothing across processes", () => {
    const text = '{"model":"gpt-4o"}';
    const hashes = [new KeyedHash("a"), new KeyedHash("b"), new KeyedHash(undefined), new KeyedHash(undefined)];
    expect(new Set(hashes.map((keyed) => keyed.of(text))).size).toBe(4);
  });

  test("of a value are those of its JSON; of nothing there is none", () => {
    const keyed = new KeyedHash("a");
    expect(keyed.ofValue({ a: [1] })).toBe(keyed.of('{"a":[1]}'));
    expect(keyed.ofValue(null)).toBeNull();
    expect(keyed.ofValue(undefined)).toBeNull();
    const cyclic: Record<string, unknown> = {};
    cyclic["itself"] = cyclic;
    expect(keyed.ofValue(cyclic)).toBeNull();
  });
});
