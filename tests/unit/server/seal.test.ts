import { expect, test } from "vitest";

import { seal, unseal } from "#lib/server/seal.ts";

const SECRET = "a secret of at least thirty-two characters";

test("what is sealed opens with the same secret and owner, and does not show", () => {
  const sealed = seal("https://hooks.example.com/T0/B0", SECRET, "channel 1");
  expect(Buffer.from(sealed).toString("latin1")).not.toContain("hooks");
  expect(unseal(sealed, SECRET, "channel 1")).toBe("https://hooks.example.com/T0/B0");
});

test("another secret, another owner or a changed byte does not open it", () => {
  const sealed = seal("text", SECRET, "channel 1");
  const message = "was sealed with another OUTTURN_SECRET";
  expect(() => unseal(sealed, `${SECRET}!`, "channel 1")).toThrow(message);
  expect(() => unseal(sealed, SECRET, "channel 2")).toThrow(message);
  expect(() =>
    unseal(
      sealed.map((byte, i) => (i === 30 ? byte ^ 1 : byte)),
      SECRET,
      "channel 1",
    ),
  ).toThrow(message);
});
