import { expect, test } from "vitest";

import type { Content } from "#lib/domain/content.ts";
import { boundContent, CONTENT_LIMITS } from "#lib/server/content/bound-content.ts";
import { compilePatterns, readPatternLines, whyNotPattern } from "#lib/server/content/own-patterns.ts";
import { redactContent } from "#lib/server/content/redact-content.ts";

const saying = (...texts: string[]): Content => ({
  input: texts.map((text) => ({ role: "user", parts: [{ type: "text", text }] })),
  output: [],
  tools: null,
});
const textsOf = ({ input }: Content): string[] => input.flatMap(({ parts }) => parts.map(({ text }) => text));

test("keys, addresses and numbers of people are taken out, counted, and named in their place", () => {
  const { content, redacted } = redactContent(
    saying(
      "I am ada@example.com, card 4111 1111 1111 1111, key sk-proj-abcdefghijklmnopqrst.",
      "Order ORD-123456 of 4111 1111 1111 1112.",
    ),
    compilePatterns([{ name: "order", pattern: "ORD-\\d{6,10}" }]),
  );
  expect(textsOf(content)).toEqual([
    "I am [redacted:email], card [redacted:card], key [redacted:credential].",
    // Its check digit is wrong: no card has that number.
    "Order [redacted:order] of 4111 1111 1111 1112.",
  ]);
  expect(redacted).toEqual({ email: 1, card: 1, credential: 1, order: 1 });
});

test("JSON is looked through by its fields, and what a secret's name stands before is taken out", () => {
  const { content } = redactContent(saying('{"password":"hunter2","city":"Paris"}'), []);
  expect(textsOf(content)).toEqual(['{"password":"[redacted:credential]","city":"Paris"}']);
});

test("what steers a terminal is made visible", () => {
  expect(textsOf(redactContent(saying("a\u001b[31mb\u0000c"), []).content)).toEqual(["a\uFFFD[31mb\uFFFDc"]);
});

test("a call keeps its instructions, its answer and the end of its conversation when not all fits", () => {
  const long = "word ".repeat(12_000).trimEnd();
  const user = (text: string) => ({ role: "user", parts: [{ type: "text" as const, text }] });
  const input = [
    { role: "system", parts: [{ type: "text" as const, text: "Be brief." }] },
    ...Array.from({ length: 9 }, (_, i) => user(`${i} ${long}`)),
  ];
  const { content, cutChars, omittedMessages } = boundContent({
    input,
    output: [{ role: "assistant", parts: [{ type: "text", text: "4" }] }],
    tools: "[]",
  });
  expect(content.input[0]?.parts[0]?.text).toBe("Be brief.");
  expect(content.output).toHaveLength(1);
  expect(textsOf(content).at(-1)).toBe(`8 ${long}`);
  expect(omittedMessages).toBe(4);
  expect(JSON.stringify(content).length).toBeLessThan(CONTENT_LIMITS.all * 1.1);
  const before = input.reduce((sum, { parts }) => sum + (parts[0]?.text.length ?? 0), 0);
  const after = textsOf(content).reduce((sum, text) => sum + text.length, 0);
  expect(cutChars).toBe(before - after + "[]".length);
});

test("a text is cut between words, so that no half of a key is left for redaction to overlook", () => {
  const text = `${"a ".repeat(CONTENT_LIMITS.text / 2 - 10)}sk-proj-abcdefghijklmnopqrst`;
  expect(textsOf(boundContent(saying(text)).content)[0]).not.toContain("sk-");
});

test.each([
  ["ORD-\\d{6,10}", null],
  ["(?:Acme|ACME) Corp\\.?", null],
  ["\\w{1,40}@corp\\.example", null],
  ["a+b", "repetition needs bounds"],
  ["a{2,}", "repetition needs bounds"],
  ["(a{1,9}){1,9}", "a group cannot be repeated"],
  ["\\d{1,64}\\d{1,64}x", "too many repetitions"],
  ["(a)\\1", "groups may only gather"],
  ["(?<=a)b", "groups may only gather"],
  ["a?", "it would match everywhere"],
  ["[", "Invalid regular expression"],
  ["x".repeat(201), "at most 200"],
])("of the pattern %s it is said: %s", (pattern, why) => {
  if (why === null) expect(whyNotPattern(pattern)).toBeNull();
  else expect(whyNotPattern(pattern)).toContain(why);
});

test("patterns come one a line, with a name of their own each", () => {
  expect(readPatternLines("order: ORD-\\d{6}\n\n ticket : T\\d{4} ")).toEqual([
    { name: "order", pattern: "ORD-\\d{6}" },
    { name: "ticket", pattern: "T\\d{4}" },
  ]);
  expect(readPatternLines("ORD-\\d{6}")).toContain('is not "name: pattern"');
  expect(readPatternLines("email: x")).toContain("taken out already");
  expect(readPatternLines("a: x\na: y")).toContain("twice");
  expect(readPatternLines("a: \\w{1,100}x\nb: \\w{1,100}y")).toContain("come to 200 ways, and may to 128");
  expect(readPatternLines("order: a+")).toContain("order: repetition needs bounds");
});
