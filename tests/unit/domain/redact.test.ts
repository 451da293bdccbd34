import fc from "fast-check";
import { expect, test } from "vitest";

import { DEFAULT_PATTERNS } from "#lib/domain/redact-patterns.ts";
import { redactText, redactValue } from "#lib/domain/redact.ts";

const redacted = (text: string): string => redactText(text, DEFAULT_PATTERNS).text;

test.each([
  ["use sk-proj-4f9QnTq8mZ1xVbR7 please", "use [redacted:credential] please"],
  ["Authorization: Bearer abcdef123456", "Authorization: [redacted:credential]"],
  ["Basic dXNlcjpwYXNzd29yZA==", "[redacted:credential]"],
  ["AKIAIOSFODNN7EXAMPLE and hf_abcdefghijklmnopqrstuv", "[redacted:credential] and [redacted:credential]"],
  ["postgres://app:hunter2@db.example:5432/x", "postgres://[redacted:credential]@db.example:5432/x"],
  ['{"password":"correct-horse"}', '{"password":"[redacted:credential]"}'],
  ["api_key = 0123456789", "api_key = [redacted:credential]"],
  ["a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb", "a\n[redacted:credential]\nb"],
  ["cut off: -----BEGIN PRIVATE KEY-----\nMIIE", "cut off: [redacted:credential]"],
  ["write to jörg.müller+x@post.example.co.uk.", "write to [redacted:email]."],
  ["to DE89 3704 0044 0532 0130 00 TODAY", "to [redacted:iban] TODAY"],
  ["to GB82WEST12345698765432, now", "to [redacted:iban], now"],
  ["card 4111 1111 1111 1111 exp 12/29", "card [redacted:card] exp 12/29"],
  ["2026 4111-1111-1111-1111", "2026 [redacted:card]"],
  ["2026 4111 1111 1111 1111", "2026 [redacted:card]"],
  ["amex 378282246310005, 3782 822463 10005", "amex [redacted:card], [redacted:card]"],
  ["SSN 536-90-4399.", "SSN [redacted:us_ssn]."],
  ["call +49 (30) 901820-0 or (555) 123-4567", "call [redacted:phone] or [redacted:phone]"],
  ["Tel. 030/9018 2000, mobil 0171 1234567", "Tel. [redacted:phone], mobil [redacted:phone]"],
])("%j becomes %j", (text, kept) => {
  expect(redacted(text)).toBe(kept);
});

test.each([
  "a basic understanding of the risk-assessment",
  "The secret: keep it short",
  "order 4111111111111112 of 2026-11-22T10:00:00.123Z",
  "at 1763868000123 ms, 1763868000123456 µs, 0.4111111111111111",
  "DE89 3704 0044 0532 0130 01",
  "versions 1.2.3-4 and 10.0.0.1, ids 123-45-67890 and 0012",
  "SELECT * FROM users WHERE id = 5551234",
  "@mention and a@b",
])("%j stays as it is", (text) => {
  expect(redacted(text)).toBe(text);
});

test("says how often what was found", () => {
  const { found } = redactText("a@b.example, c@d.example, 4111111111111111", DEFAULT_PATTERNS);
  expect(found).toEqual({ email: 2, card: 1 });
});

test("looks into every text, number, key and secret field of a value and keeps its shape", () => {
  const value = {
    to: ["a@b.example", 4111111111111111, 12.5, true, null],
    "c@d.example": { password: "hunter", pin: 4, tokens: 7 },
    properties: { password: { type: "string" } },
  };
  expect(redactValue(value, DEFAULT_PATTERNS)).toEqual({
    value: {
      to: ["[redacted:email]", "[redacted:card]", 12.5, true, null],
      "[redacted:email]": { password: "[redacted:credential]", pin: 4, tokens: 7 },
      properties: { password: { type: "string" } },
    },
    found: { email: 2, card: 1, credential: 1 },
  });
});

test("a pattern of one's own needs no flag, and one that matches nothing does no harm", () => {
  const patterns = [
    { name: "customer", find: /C-\d+/ },
    { name: "nothing", find: /x*/y },
  ];
  expect(redactText("C-1, C-22", patterns)).toEqual({
    text: "[redacted:customer], [redacted:customer]",
    found: { customer: 2 },
  });
});

const WORDS =
  "4111 1111 1111 1111|a@b.example|DE89370400440532013000|+49 30 901820|sk-proj-4f9QnTq8mZ1xVbR7|password=|hunter22|Bearer |://|u:p@h|\n| |-|0|12|é".split(
    "|",
  );
const word = fc.constantFrom(...WORDS);

test("doing it again changes nothing", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const once = redacted(words.join(", "));
      expect(redacted(once)).toBe(once);
    }),
  );
});

test.each([
  ["a.", 100_000],
  ["a@", 100_000],
  ["eyJaaaaaaaa-", 20_000],
  ["1 ", 100_000],
  ["1111 ", 40_000],
  ["AB12 ", 20_000],
  ["A@A.A.", 40_000],
  ["password:", 20_000],
  ["-----BEGIN PRIVATE KEY-----", 8000],
  ["basic ", 40_000],
  ["a://", 40_000],
  ["+1 ", 60_000],
])("%j again and again takes no long time", (piece, times) => {
  const begin = performance.now();
  redactText(piece.repeat(times), DEFAULT_PATTERNS);
  expect(performance.now() - begin).toBeLessThan(1500);
});
