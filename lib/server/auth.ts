import { betterAuth } from "better-auth/minimal";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { magicLink } from "better-auth/plugins/magic-link";

import type { PrismaClient } from "#generated/prisma/client.ts";

/** The administrator whom the sign-in link lets in where nobody else has an account yet. */
const LOCAL_ADMINISTRATOR = { email: "admin@outturn.localhost", name: "Administrator" };
const LINK_SECONDS = 3_600;

export interface AuthOptions {
  readonly prisma: PrismaClient;
  readonly secret: string;
  /** Session cookies are kept to TLS when this is an https address. */
  readonly publicUrl: string;
}

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
}

export interface Auth {
  /** Null when the cookies carry no live session. */
  readSession(headers: Headers): Promise<SignedIn | null>;
  /** Answers with a session cookie, or null when address or password are wrong. */
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
  const issued = new Map<string, string>();
  const auth = configure(options, issued);
  return {
    async readSession(headers) {
      const found = await auth.api.getSession({ headers });
      return found === null ? null : { userId: found.user.id, email: found.user.email, name: found.user.name };
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
      const token = issued.get(email);
      issued.delete(email);
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

function configure({ prisma, secret, publicUrl }: AuthOptions, issued: Map<string, string>) {
  return betterAuth({
    appName: "Outturn",
    secret,
    baseURL: publicUrl,
    database: prismaAdapter(prisma, { provider: "postgresql", transaction: true }),
    emailAndPassword: { enabled: true, disableSignUp: true },
    session: { expiresIn: 30 * 86_400, updateAge: 86_400 },
    advanced: { cookiePrefix: "outturn", database: { generateId: () => crypto.randomUUID() } },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [
      magicLink({
        expiresIn: LINK_SECONDS,
        storeToken: "hashed",
        disableSignUp: true,
        sendMagicLink: ({ email, token }) => {
          issued.set(email, token);
        },
      }),
    ],
  });
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

/** Null unless the answer sets the session cookie: a refused sign-in may still set others. */
function sessionCookies(answer: Response): readonly string[] | null {
  const cookies = answer.headers.getSetCookie();
  return cookies.some((cookie) => /session_token=[^;]/.test(cookie)) ? cookies : null;
}
