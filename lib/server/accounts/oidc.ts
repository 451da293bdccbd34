import { betterAuth } from "better-auth/minimal";
import { genericOAuth } from "better-auth/plugins/generic-oauth";

import type { Role } from "#lib/domain/roles.ts";
import { storable } from "#lib/ingest/storable-text.ts";
import { grantRole } from "#lib/store/grant-role.ts";
import type { Store } from "#lib/store/open-store.ts";

import { areSignedIn, cookieHeader, sharedOptions } from "./configure-auth.ts";
import type { AuthOptions } from "./configure-auth.ts";
import { readClaimedRole } from "./oidc-config.ts";
import type { OidcConfig } from "./oidc-config.ts";

/** Why single sign-on let nobody in. */
export type OidcProblem = "sso" | "sso-address" | "sso-role" | "sso-away";

export type OidcAnswer =
  | { readonly ok: true; readonly cookies: readonly string[] }
  | { readonly ok: false; readonly problem: OidcProblem };

export interface SingleSignOn {
  /** What the button says. */
  readonly name: string;
  /** Where to send the browser, and the cookies that tie its return to it; null when the issuer cannot be reached. */
  begin(headers: Headers): Promise<{ readonly url: string; readonly cookies: readonly string[] } | null>;
  /** What the issuer sent the browser back with. */
  finish(query: Readonly<Record<string, string>>, headers: Headers): Promise<OidcAnswer>;
}

export interface OidcOptions extends AuthOptions {
  readonly config: OidcConfig;
  readonly store: Store;
  /** Whom the roles are given in. */
  readonly organisationId: string;
}

const PROVIDER = "oidc";
const REFUSALS: Readonly<Record<string, OidcProblem>> = {
  unverified: "sso-address",
  account_not_linked: "sso-address",
  no_role: "sso-role",
};

/**
 * Single sign-on with any OpenID Connect issuer: code flow with PKCE, state, nonce, and the ID token's signature checked. An instance
 * of its own, made when it is first used, so that an issuer that is away never keeps anybody else from signing in.
 */
export function openOidc(options: OidcOptions): SingleSignOn {
  let made: ReturnType<typeof configureOidc> | undefined;
  const oidc = () => (made ??= configureOidc(options));
  return {
    name: options.config.name,
    async begin(headers) {
      const body = { provider: PROVIDER, callbackURL: "/", errorCallbackURL: "/sign-in", disableRedirect: true };
      const answer = await oidc().auth.api.signInSocial({ body, headers, asResponse: true });
      if (!answer.ok) return null;
      const { url } = (await answer.json()) as { url?: string };
      return url === undefined ? null : { url, cookies: answer.headers.getSetCookie() };
    },
    async finish(query, headers) {
      const { auth, roles } = oidc();
      const asked = { params: { id: PROVIDER }, query, headers, method: "GET", asResponse: true } as const;
      const answer = await auth.api.callbackOAuth(asked);
      const cookies = answer.headers.getSetCookie();
      if (!areSignedIn(cookies)) return { ok: false, problem: problemOf(answer.headers.get("location")) };
      const session = await auth.api.getSession({ headers: cookieHeader(cookies) });
      if (session !== null) await takeRole(options, session.user.id, roles);
      return { ok: true, cookies };
    },
  };
}

/** What the issuer's claims said in this sign-in, by its subject. */
type ClaimedRoleOf = Map<string, Role>;

async function takeRole({ config, store, organisationId }: OidcOptions, userId: string, roles: ClaimedRoleOf) {
  const accounts = await store.prisma.account.findMany({ where: { userId, providerId: PROVIDER } });
  for (const { accountId } of accounts) {
    const role = roles.get(accountId);
    roles.delete(accountId);
    if (role !== undefined) await grantRole(store, { organisationId, userId, role, replaces: config.roles !== null });
  }
}

/** Whom the issuer gives no role any more is no member any more. */
async function withdraw({ store, organisationId }: OidcOptions, subject: string): Promise<void> {
  const account = await store.prisma.account.findFirst({ where: { providerId: PROVIDER, accountId: subject } });
  if (account !== null) await grantRole(store, { organisationId, userId: account.userId, role: null, replaces: true });
}

function configureOidc(options: OidcOptions) {
  const { publicUrl, config } = options;
  const claimed: ClaimedRoleOf = new Map();
  const auth = betterAuth({
    ...sharedOptions(options),
    account: { accountLinking: { enabled: true, trustedProviders: [] }, encryptOAuthTokens: true },
    user: {
      validateUserInfo: async ({ source }) => {
        const claims = source?.oauth?.profile ?? {};
        const subject = String(claims["sub"]);
        if (!config.trustEmail && !isTrue(claims["email_verified"])) return { error: "unverified" };
        const role = readClaimedRole(config, claims);
        if (role !== null) {
          claimed.set(subject, role);
          return undefined;
        }
        if (config.roles === null) return undefined;
        await withdraw(options, subject);
        return { error: "no_role" };
      },
    },
    plugins: [
      genericOAuth({
        config: [
          {
            providerId: PROVIDER,
            discoveryUrl: `${config.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
            clientId: config.clientId,
            ...(config.clientSecret === null ? {} : { clientSecret: config.clientSecret }),
            scopes: [...config.scopes],
            redirectURI: `${publicUrl}/sign-in/oidc/callback`,
            requireIdTokenVerification: true,
            mapProfileToUser: (claims) => ({ name: nameOf(claims), ...(config.trustEmail && { emailVerified: true }) }),
          },
        ],
      }),
    ],
  });
  return { auth, roles: claimed };
}

function isTrue(claim: unknown): boolean {
  return claim === true || claim === "true";
}

function nameOf(claims: Readonly<Record<string, unknown>>): string {
  const names = [claims["name"], claims["preferred_username"], claims["email"]];
  return storable(names.find((name): name is string => typeof name === "string" && name !== "") ?? "", 80);
}

function problemOf(location: string | null): OidcProblem {
  const error = location === null ? null : new URL(location, "http://localhost").searchParams.get("error");
  return REFUSALS[error ?? ""] ?? "sso";
}
