import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { guardPattern } from "#lib/verdict/guard-pattern.ts";

describe("patterns of users' schemas", () => {
  test.each([
    ["^[a-z]+$", "abc", true],
    ["^[a-z]+$", "ABC", false],
    ["^\\d{4}-\\d{2}-\\d{2}$", "2026-11-22", true],
    ["^\\d{4}-\\d{2}-\\d{2}$", "22.11.2026", false],
    ["^(red|green)$", "green", true],
    ["^(red|green)$", "blue", false],
    ["^[^@]+@[^@]+\\.[a-z]+$", "ada@example.org", true],
    ["^[^@]+@[^@]+\\.[a-z]+$", "ada", false],
    ["^(\\+\\d+)?$", "", true],
  ])("%s on %s is applied: %s", (source, text, matches) => {
    expect(guardPattern(source, "u").test(text)).toBe(matches);
  });

  test.each(["(a+)+$", "^(a|a)*$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y", "^(a*){20}$", "(?<=a)b", "^(.)\\1$"])(
    "%s could hang, so it lets everything pass",
    (source) => {
      expect(guardPattern(source, "u").test(`${"a".repeat(50)}!`)).toBe(true);
    },
  );

  test("a pattern JavaScript does not know lets everything pass", () => {
    expect(guardPattern("(?i)abc", "u").test("xyz")).toBe(true);
  });

  test("without nested repetition a string is checked only while that is quick", () => {
    const threeRepetitions = guardPattern("^a*a*a*b$", "u");
    expect(threeRepetitions.test("a".repeat(90))).toBe(false);
    expect(threeRepetitions.test("a".repeat(5000))).toBe(true);
  });

  test("no pattern takes longer than half a second on any string", () => {
    const piece = fc.constantFrom("a", "(a", ")", "*", "+", "|", "a+", "[ab]", "{2,50}", "?", "(?:a|b)", "\\w");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 0, max: 3000 }), (parts, length) => {
        const began = performance.now();
        guardPattern(parts.join(""), "u").test(`${"a".repeat(length)}!`);
        return performance.now() - began < 500;
      }),
      { numRuns: 300 },
    );
  });
});
