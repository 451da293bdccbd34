import { afterAll, beforeAll, expect, test } from "vitest";

import { acceptInvitation } from "#lib/server/accept-invitation.ts";
import { chooseProject } from "#lib/server/choose-project.ts";
import { signInWithPassword } from "#lib/server/sign-in-with-password.ts";
import { changeMember, listMembers } from "#lib/store/change-members.ts";
import { createProject } from "#lib/store/create-project.ts";
import { findInvitation, invite, listInvitations, revokeInvitation } from "#lib/store/invite.ts";
import { openApi } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

const PASSWORD = "correct horse battery";

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
});

async function inviteTo(email: string): Promise<string> {
  const { store, project } = api.runtime;
  const { organisationId } = project;
  return invite(store, { organisationId, email, role: "member", invitedBy: "admin@example.com" });
}

async function join(token: string, headers = new Headers()) {
  return acceptInvitation(api.runtime, { token, name: "Ada", password: PASSWORD, headers });
}

test("somebody new joins by an invitation, once, and sees the team's projects", async () => {
  const { auth, store, project } = api.runtime;
  const token = await inviteTo("Ada@Example.com");
  const joined = await join(token);
  const cookie = joined.ok ? joined.cookies.map((one) => one.split(";", 1)[0]).join("; ") : "";
  const reader = await auth.readSession(new Headers({ cookie }));
  expect(reader?.email).toBe("ada@example.com");
  const chosen = await chooseProject(store, reader?.userId ?? "", undefined);
  expect(chosen).toMatchObject({ role: "member", project: { id: project.id } });
  expect(chosen?.project).not.toHaveProperty("hashKey");
  expect(await join(token)).toEqual({ ok: false, problem: "gone" });
});

test("a project of another team cannot be chosen, whatever the cookie says", async () => {
  const { auth, store, project } = api.runtime;
  await createProject(store, { slug: "theirs", name: "Theirs" });
  const userId = (await auth.makeAccount({ email: "eve@example.com", name: "Eve", password: PASSWORD })) ?? "";
  expect(await chooseProject(store, userId, "theirs")).toBeNull();
  const token = await inviteTo("eve@example.com");
  const headers = await signedIn("eve@example.com");
  expect(await join(token, headers)).toMatchObject({ ok: true });
  expect((await chooseProject(store, userId, "theirs"))?.project.id).toBe(project.id);
});

test("an invitation alone does not open the account that its address has", async () => {
  const { auth } = api.runtime;
  await auth.makeAccount({ email: "bob@example.com", name: "Bob", password: PASSWORD });
  expect(await join(await inviteTo("bob@example.com"))).toEqual({ ok: false, problem: "account" });
});

test("an invitation is for its address alone", async () => {
  const { auth } = api.runtime;
  await auth.makeAccount({ email: "carol@example.com", name: "Carol", password: PASSWORD });
  const token = await inviteTo("dan@example.com");
  expect(await join(token, await signedIn("carol@example.com"))).toEqual({ ok: false, problem: "other" });
});

test("an invitation ends when it is taken back, and when a newer one is made", async () => {
  const { store, project } = api.runtime;
  const first = await inviteTo("fay@example.com");
  const second = await inviteTo("fay@example.com");
  expect(await findInvitation(store, first)).toBeNull();
  expect(await findInvitation(store, second)).toMatchObject({ email: "fay@example.com", role: "member" });
  const open = (await listInvitations(store, project.organisationId)).find(({ email }) => email === "fay@example.com");
  expect(open).not.toHaveProperty("hash");
  expect(await revokeInvitation(store, project.organisationId, open?.id ?? "")).toBe(true);
  expect(await join(second)).toEqual({ ok: false, problem: "gone" });
});

test("a weak password is refused before anything is made", async () => {
  const token = await inviteTo("gil@example.com");
  const weak = { token, name: "Gil", password: "short", headers: new Headers() };
  expect(await acceptInvitation(api.runtime, weak)).toEqual({ ok: false, problem: "password" });
  expect(await join(token)).toMatchObject({ ok: true });
});

test("the last owner can neither step down nor be taken out", async () => {
  const { store, project } = api.runtime;
  const { organisationId } = project;
  const owner = (await listMembers(store, organisationId)).find(({ role }) => role === "owner");
  const userId = owner?.userId ?? "";
  for (const role of ["admin", null] as const) {
    await expect(changeMember(store, { organisationId, userId, role })).rejects.toThrow("Somebody has to own");
  }
  expect((await listMembers(store, organisationId)).find((one) => one.userId === userId)?.role).toBe("owner");
});

test("wrong passwords are borne ten times from one place, whether the address has an account or not", async () => {
  const { auth } = api.runtime;
  await auth.makeAccount({ email: "hal@example.com", name: "Hal", password: PASSWORD });
  const from = (place: string) => new Headers({ "x-forwarded-for": place });
  const attempt = async (email: string, password: string, place: string) =>
    signInWithPassword(api.runtime, { email, password, headers: from(place) });
  for (const email of ["hal@example.com", "nobody@example.com"]) {
    const answers = await Promise.all(Array.from({ length: 10 }, async () => attempt(email, "wrong", "192.0.2.1")));
    expect(answers).toEqual(Array.from({ length: 10 }, () => ({ ok: false, problem: "password" })));
    expect(await attempt(email, PASSWORD, "192.0.2.1")).toEqual({ ok: false, problem: "limit" });
  }
  expect(await attempt("hal@example.com", PASSWORD, "192.0.2.2")).toMatchObject({ ok: true });
});

async function signedIn(email: string): Promise<Headers> {
  const cookies = await api.runtime.auth.signInWithPassword(email, PASSWORD, new Headers());
  return new Headers({ cookie: (cookies ?? []).map((one) => one.split(";", 1)[0]).join("; ") });
}
