import { expect, test } from "vitest";

import { readMuteForm } from "#lib/server/read-incident-form.ts";

const ID = "0d9c2c1e-6b1f-4f0e-9a54-3f8f3f1f9d11";

test("a rule is muted for one of the lengths that are offered, and unmuted without one", () => {
  expect(readMuteForm({ id: ID, hours: "8" })).toEqual({ ok: true, value: { id: ID, hours: 8 } });
  expect(readMuteForm({ id: ID })).toEqual({ ok: true, value: { id: ID, hours: null } });
  expect(readMuteForm({ id: ID, hours: "9" })).toEqual({
    ok: false,
    errors: { hours: "One of 1, 8, 24, 168 hours." },
  });
  expect(readMuteForm({ id: "1", hours: "8" }).ok).toBe(false);
});
