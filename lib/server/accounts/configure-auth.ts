import { passkey } from "@better-auth/passkey";
import { APIError } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { magicLink } from "better-auth/plugins/magic-link";
import { twoFactor } from "better-auth/plugins/two-factor";

import type { PrismaClient } from "#generated/prisma/client.ts";

/** Of sign-in links and of links to a new password. */
export const LINK_SECONDS = 3_600;
export const APP_NAME = "Outturn";

export interface AuthOptions {
  readonly prisma: PrismaClient;
  readonly secret: string;
  /** Session cookies are kept to TLS when this is an https address; passkeys are bound to its host. */
  readonly publicUrl: string;
}

/** Where the library hands over a token that it made; by e-mail address. */
export interface IssuedTokens {
  readonly links: Map<string, string>;
  readonly resets: Map<string, string>;
}

/** What every instance shares, so that a session of one is a session of all. */
export function sharedOptions({ prisma, secret, publicUrl }: AuthOptions) {
  return {
    appName: APP_NAME,
    secret,
    baseURL: publicUrl,
    database: prismaAdapter(prisma, { provider: "postgresql", transaction: true }),
    session: { expiresIn: 30 * 86_400, updateAge: 86_400 },
    // A copy of the database holds no token that could still be used.
    verification: { storeIdentifier: "hashed" },
    advanced: { cookiePrefix: "outturn", database: { generateId: () => crypto.randomUUID() } },
    telemetry: { enabled: false },
    logger: { disabled: true },
  } as const;
}

/** better-auth for passwords, links, second factors and passkeys. Its own HTTP endpoints are not mounted. */
export function configureAuth(options: AuthOptions, issued: IssuedTokens) {
  const { publicUrl } = options;
  return betterAuth({
    ...sharedOptions(options),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      resetPasswordTokenExpiresIn: LINK_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user, token }) => {
        issued.resets.set(user.email, token);
        return Promise.resolve();
      },
    },
    plugins: [
      magicLink({
        expiresIn: LINK_SECONDS,
        storeToken: "hashed",
        disableSignUp: true,
        sendMagicLink: ({ email, token }) => {
          issued.links.set(email, token);
        },
      }),
      twoFactor({ issuer: APP_NAME, allowPasswordless: true }),
      passkey({
        rpID: new URL(publicUrl).hostname,
        rpName: APP_NAME,
        origin: publicUrl,
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        registration: {
          afterVerification: async ({ verification }) =>
            requireVerified(verification.registrationInfo?.userVerified === true),
        },
        authentication: {
          afterVerification: async ({ verification }) => requireVerified(verification.authenticationInfo.userVerified),
        },
      }),
    ],
  });
}

/** A key that asked its owner for nothing is one factor only: whoever found it would be in. @throws APIError */
async function requireVerified(userVerified: boolean): Promise<void> {
  if (!userVerified) throw new APIError("UNAUTHORIZED", { message: "The passkey did not check who uses it." });
  return Promise.resolve();
}

export type ConfiguredAuth = ReturnType<typeof configureAuth>;

/** What sets the session cookie, or says that a second factor is wanted first. */
const SIGNED_IN = /session_token=[^;]/;
const HALF_SIGNED_IN = /two_factor=[^;]/;

/** Null unless the answer signs somebody in or lets them go on to the second factor: a refused sign-in may still set others. */
export function sessionCookies(answer: Response): readonly string[] | null {
  const cookies = answer.headers.getSetCookie();
  return cookies.some((cookie) => SIGNED_IN.test(cookie) || HALF_SIGNED_IN.test(cookie)) ? cookies : null;
}

/** Whether these cookies sign in, rather than ask for the second factor first. */
export function areSignedIn(cookies: readonly string[]): boolean {
  return cookies.some((cookie) => SIGNED_IN.test(cookie));
}

/** The header with which a browser would send these cookies back. */
export function cookieHeader(cookies: readonly string[]): Headers {
  return new Headers({ cookie: cookies.map((cookie) => cookie.split(";", 1)[0]).join("; ") });
}
