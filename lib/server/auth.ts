import type { PrismaClient } from "#generated/prisma/client.ts";

import { configureAuth, sessionCookies } from "./accounts/configure-auth.ts";
import type { AuthOptions } from "./accounts/configure-auth.ts";
import { openPasskeys } from "./accounts/passkeys.ts";
import type { Passkeys } from "./accounts/passkeys.ts";
import { openPasswords } from "./accounts/passwords.ts";
import type { Passwords } from "./accounts/passwords.ts";
import { openSecondFactor } from "./accounts/second-factor.ts";
import type { SecondFactor } from "./accounts/second-factor.ts";
import { openSessions } from "./accounts/sessions.ts";
import type { Sessions } from "./accounts/sessions.ts";

/** The administrator whom the sign-in link lets in where nobody else has an account yet. */
const LOCAL_ADMINISTRATOR = { email: "admin@outturn.localhost", name: "Administrator" };

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** Who is signed in, as pages see it. */
export interface SignedIn {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly sessionId: string;
  /** Whether a code is asked for beside the password. */
  readonly hasSecondFactor: boolean;
}

export interface Auth {
  readonly passwords: Passwords;
  readonly secondFactor: SecondFactor;
  readonly passkeys: Passkeys;
  readonly sessions: Sessions;
  /** Null when the cookies carry no live session. */
  readSession(headers: Headers): Promise<SignedIn | null>;
  /** Answers with the cookies of a session or of a question for the second factor, or null when address or password are wrong. */
  signInWithPassword(email: string, password: string, headers: Headers): Promise<readonly string[] | null>;
  /** Answers with a session cookie, or null when the token is unknown, used or older than an hour. */
  signInWithLink(token: string, headers: Headers): Promise<readonly string[] | null>;
  /** Ends the session and answers with the cookies that clear it. */
  signOut(headers: Headers): Promise<readonly string[]>;
  /** Token of a fresh link that signs in the first administrator, once, within the hour. */
  issueLinkToken(): Promise<string>;
  /** Id of whoever came first, made if there is nobody yet. */
  firstAdministrator(): Promise<string>;
  /** Makes the administrator of OUTTURN_ADMIN_EMAIL unless that account exists. Answers with its id. */
  ensureAdministrator(email: string, password: string): Promise<string>;
  /** Makes an account. Answers with its id, or null when the address has one already. */
  makeAccount(account: NewAccount): Promise<string | null>;
}

/** Accounts by better-auth. Its own HTTP endpoints are not mounted: `app/sign-in` is the only way in. */
export function openAuth(options: AuthOptions): Auth {
  const { prisma } = options;
  const issued = { links: new Map<string, string>(), resets: new Map<string, string>() };
  const auth = configureAuth(options, issued);
  return {
    passwords: openPasswords(auth, prisma, issued.resets),
    secondFactor: openSecondFactor(auth),
    passkeys: openPasskeys(auth, prisma),
    sessions: openSessions(prisma),
    async readSession(headers) {
      const found = await auth.api.getSession({ headers });
      if (found === null) return null;
      const { id, email, name, twoFactorEnabled } = found.user;
      return { userId: id, email, name, sessionId: found.session.id, hasSecondFactor: twoFactorEnabled === true };
    },
    async signInWithPassword(email, password, headers) {
      return sessionCookies(await auth.api.signInEmail({ body: { email, password }, headers, asResponse: true }));
    },
    async signInWithLink(token, headers) {
      const query = { token, callbackURL: "/", errorCallbackURL: "/sign-in" };
      return sessionCookies(await auth.api.magicLinkVerify({ query, headers, asResponse: true }));
    },
    async signOut(headers) {
      const answer = await auth.api.signOut({ headers, asResponse: true });
      return answer.headers.getSetCookie();
    },
    async issueLinkToken() {
      const { email } = await firstAdministrator(prisma);
      await auth.api.signInMagicLink({ body: { email, callbackURL: "/" }, headers: new Headers() });
      const token = issued.links.get(email);
      issued.links.delete(email);
      if (token === undefined) throw new Error(`no sign-in link was issued for ${email}`);
      return token;
    },
    async firstAdministrator() {
      return (await firstAdministrator(prisma)).id;
    },
    async ensureAdministrator(email, password) {
      const address = email.toLowerCase();
      const known = await prisma.user.findUnique({ where: { email: address } });
      if (known !== null) return known.id;
      const { password: hasher } = await auth.$context;
      return makeUser(prisma, { email: address, name: LOCAL_ADMINISTRATOR.name, hash: await hasher.hash(password) });
    },
    async makeAccount({ email, name, password }) {
      const address = email.toLowerCase();
      if ((await prisma.user.findUnique({ where: { email: address } })) !== null) return null;
      const { password: hasher } = await auth.$context;
      return makeUser(prisma, { email: address, name, hash: await hasher.hash(password) });
    },
  };
}

async function firstAdministrator(prisma: PrismaClient): Promise<{ id: string; email: string }> {
  const first = await prisma.user.findFirst({ orderBy: { createdAt: "asc" } });
  if (first !== null) return first;
  const data = { id: crypto.randomUUID(), ...LOCAL_ADMINISTRATOR, emailVerified: true };
  // Of several servers that start together, one makes the person and all find the same.
  return prisma.user.upsert({ where: { email: data.email }, update: {}, create: data });
}

interface NewUser {
  readonly email: string;
  readonly name: string;
  /** Of the password. */
  readonly hash: string;
}

async function makeUser(prisma: PrismaClient, { email, name, hash }: NewUser): Promise<string> {
  const id = crypto.randomUUID();
  const account = { id: crypto.randomUUID(), accountId: id, providerId: "credential", password: hash };
  await prisma.user.create({ data: { id, email, name, emailVerified: true, accounts: { create: account } } });
  return id;
}
