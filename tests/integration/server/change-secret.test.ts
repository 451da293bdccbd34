import { afterAll, beforeAll, expect, test } from "vitest";

import { openAuth } from "#lib/server/auth.ts";
import { cookieHeader } from "#lib/server/accounts/configure-auth.ts";
import { changeSecret } from "#lib/server/change-secret.ts";
import { seal, unseal } from "#lib/server/seal.ts";
import { openApi } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { totpOf } from "#tests/support/totp.ts";

const PREVIOUS = "x".repeat(32);
const SECRET = "y".repeat(32);
const EMAIL = "ada@example.com";
const PASSWORD = "correct horse battery";

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
});

test("with a new secret, channels open and authenticator apps go on, once everything is sealed anew", async () => {
  const { auth, prisma, project } = api.runtime;
  await auth.makeAccount({ email: EMAIL, name: "Ada", password: PASSWORD });
  const headers = cookieHeader((await auth.signInWithPassword(EMAIL, PASSWORD, new Headers())) ?? []);
  const made = await auth.secondFactor.begin(PASSWORD, headers);
  const own = new URL(made?.uri ?? "").searchParams.get("secret") ?? "";
  expect(await auth.secondFactor.confirm(totpOf(own, Date.now()), headers)).not.toBeNull();
  const id = crypto.randomUUID();
  await prisma.alertChannel.create({
    data: { id, projectId: project.id, name: "ops", kind: "slack", hint: "x", sealed: seal("address", PREVIOUS, id) },
  });

  const change = { secret: SECRET, previous: PREVIOUS };
  expect(await changeSecret(prisma, change)).toBe(2);
  expect(await changeSecret(prisma, change)).toBe(0);

  const { sealed } = await prisma.alertChannel.findUniqueOrThrow({ where: { id } });
  expect(unseal(sealed, SECRET, id)).toBe("address");
  const renewed = openAuth({ prisma, secret: SECRET, publicUrl: "http://localhost:3000" });
  const half = cookieHeader((await renewed.signInWithPassword(EMAIL, PASSWORD, new Headers())) ?? []);
  expect(await renewed.readSession(half)).toBeNull();
  expect(await renewed.secondFactor.signIn("000000", half)).toBeNull();
  const cookies = await renewed.secondFactor.signIn(totpOf(own, Date.now()), half);
  expect((await renewed.readSession(cookieHeader(cookies ?? [])))?.email).toBe(EMAIL);
});
