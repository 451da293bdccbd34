import { expect, test } from "vitest";

import { guardHost, isPublic, resolveGuarded } from "#lib/server/channels/guard-address.ts";
import { post } from "#lib/server/channels/post.ts";

test.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.16.0.1",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "224.0.0.1",
  "::1",
  "::",
  "fe80::1",
  "fd00::1",
  "::ffff:127.0.0.1",
  "64:ff9b::7f00:1",
  "not an address",
])("%s is inside, and refused", (address) => {
  expect(isPublic(address)).toBe(false);
});

test.each(["93.184.216.34", "2606:2800:220:1::1"])("%s is outside", (address) => {
  expect(isPublic(address)).toBe(true);
});

test("an address written as a number is read as what it is before it is judged", async () => {
  const refused = "is at 127.0.0.1, inside this network: set OUTTURN_ALLOW_PRIVATE_WEBHOOKS=1 if alerts may go there.";
  for (const url of ["https://2130706433/", "https://0x7f.1/", "https://127.1/x"])
    await expect(post({ url, headers: {}, body: "{}" }, false)).rejects.toThrow(refused);
  expect(() => {
    guardHost("[::1]", false);
  }).toThrow("[::1] is at ::1");
});

test("a name is judged by what it resolves to, when connecting", async () => {
  await expect(resolveGuarded("localhost", false)).rejects.toThrow("inside this network");
  await expect(post({ url: "https://localhost:1/", headers: {}, body: "{}" }, false)).rejects.toThrow(
    "inside this network",
  );
  expect(["127.0.0.1", "::1"]).toContain(await resolveGuarded("localhost", true));
});

test("plain http is refused unless private addresses are allowed", async () => {
  await expect(post({ url: "http://example.com/", headers: {}, body: "{}" }, false)).rejects.toThrow(
    "is not https: use an https address.",
  );
});
