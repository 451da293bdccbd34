import { expect, test } from "vitest";

import { rateHeaders, takeRequest } from "#lib/server/limit-rate.ts";

test("a key may ask as often as its limit says within a minute, and again in the next", () => {
  const take = (at: number) => takeRequest("key-a", 2, at);
  expect(take(0)).toEqual({ allowed: true, remaining: 1, resetS: 60 });
  expect(take(10_000)).toEqual({ allowed: true, remaining: 0, resetS: 50 });
  expect(take(59_500)).toEqual({ allowed: false, remaining: 0, resetS: 1 });
  expect(take(60_000)).toEqual({ allowed: true, remaining: 1, resetS: 60 });
});

test("keys are counted apart", () => {
  expect(takeRequest("key-b", 1, 0).allowed).toBe(true);
  expect(takeRequest("key-b", 1, 0).allowed).toBe(false);
  expect(takeRequest("key-c", 1, 0).allowed).toBe(true);
});

test("the headers are those of the IETF's draft", () => {
  expect(rateHeaders(600, { allowed: true, remaining: 599, resetS: 42 })).toEqual({
    "ratelimit-policy": '"key";q=600;w=60',
    ratelimit: '"key";r=599;t=42',
  });
});
