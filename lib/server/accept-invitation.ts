import { acceptInvitation as accept, findInvitation } from "#lib/store/invite.ts";

import { judgePassword } from "./read-member-form.ts";
import type { Runtime } from "./runtime.ts";

/** What the page of an invitation says when it could not be accepted. */
export type InvitationProblem = "gone" | "name" | "password" | "account" | "other";

type Accepted =
  | { readonly ok: true; readonly cookies: readonly string[] }
  | { readonly ok: false; readonly problem: InvitationProblem };

interface Acceptance {
  readonly token: string;
  readonly name: string;
  readonly password: string;
  readonly headers: Headers;
}

/**
 * Joins by an invitation: whoever is signed in under its address joins at once; somebody new makes an account and is signed in. Who has
 * an account under the address signs in first, because the link alone must not open it.
 */
export async function acceptInvitation(runtime: Runtime, acceptance: Acceptance): Promise<Accepted> {
  const { auth, store } = runtime;
  const { token, headers } = acceptance;
  const invitation = await findInvitation(store, token);
  if (invitation === null) return { ok: false, problem: "gone" };
  const reader = await auth.readSession(headers);
  if (reader !== null) {
    if (reader.email.toLowerCase() !== invitation.email) return { ok: false, problem: "other" };
    const joined = await accept(store, token, reader);
    return joined ? { ok: true, cookies: [] } : { ok: false, problem: "gone" };
  }
  return joinAnew(runtime, acceptance, invitation.email);
}

async function joinAnew(
  { auth, store }: Runtime,
  { token, name, password, headers }: Acceptance,
  email: string,
): Promise<Accepted> {
  if (name.trim() === "" || name.length > 80) return { ok: false, problem: "name" };
  if (judgePassword(password) !== null) return { ok: false, problem: "password" };
  const userId = await auth.makeAccount({ email, name: name.trim(), password });
  if (userId === null) return { ok: false, problem: "account" };
  if (!(await accept(store, token, { userId, email }))) return { ok: false, problem: "gone" };
  const cookies = await auth.signInWithPassword(email, password, headers);
  return { ok: true, cookies: cookies ?? [] };
}
