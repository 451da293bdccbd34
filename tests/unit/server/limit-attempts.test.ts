import { expect, test } from "vitest";

import { limitAttempts } from "#lib/server/limit-attempts.ts";

const LIMITS = { most: 2, windowMs: 1_000, keys: 3 };

test("a key is blocked at its limit until its window ends, and others are not", () => {
  const limiter = limitAttempts(LIMITS);
  limiter.noteFailure("a", 0);
  expect(limiter.isBlocked("a", 1)).toBe(false);
  limiter.noteFailure("a", 900);
  expect(limiter.isBlocked("a", 999)).toBe(true);
  expect(limiter.isBlocked("b", 999)).toBe(false);
  expect(limiter.isBlocked("a", 1_000)).toBe(false);
});

test("who gets in starts anew", () => {
  const limiter = limitAttempts(LIMITS);
  limiter.noteFailure("a", 0);
  limiter.noteFailure("a", 0);
  limiter.forget("a");
  expect(limiter.isBlocked("a", 1)).toBe(false);
});

test("a flood of other keys takes no more room than is given", () => {
  const limiter = limitAttempts(LIMITS);
  for (const key of ["a", "a", "b", "c"]) limiter.noteFailure(key, 0);
  expect(limiter.isBlocked("a", 1)).toBe(true);
  limiter.noteFailure("d", 0);
  expect(limiter.isBlocked("a", 1)).toBe(false);
});
