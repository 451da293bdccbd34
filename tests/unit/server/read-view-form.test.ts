import { expect, test } from "vitest";

import { readViewForm } from "#lib/server/read-view-form.ts";

test("a view is its name and its address, without the place in the list", () => {
  expect(readViewForm({ name: " Slow failures ", query: "outcome=failed&cursor=abc&min_seconds=20" })).toEqual({
    ok: true,
    value: { name: "Slow failures", query: "outcome=failed&min_seconds=20" },
  });
});

test("a view without a name, or with one that fits no menu, is refused beside its field", () => {
  expect(readViewForm({ name: " ", query: "" })).toEqual({ ok: false, errors: { name: "Give the view a name." } });
  const long = readViewForm({ name: "x".repeat(61), query: "" });
  expect(long).toEqual({ ok: false, errors: { name: "At most 60 characters; this has 61." } });
});

test("an address that is too long to keep is refused", () => {
  expect(readViewForm({ name: "all", query: `id=${"x".repeat(4_000)}` }).ok).toBe(false);
});
