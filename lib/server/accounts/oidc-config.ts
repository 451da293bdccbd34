import { OutturnError } from "#lib/domain/errors.ts";
import { readRole } from "#lib/domain/roles.ts";
import type { Role } from "#lib/domain/roles.ts";

/** Where single sign-on goes, and whom it lets in as what. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** Null for a public client, which PKCE alone protects. */
  readonly clientSecret: string | null;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Which claim says what role somebody has; null leaves roles to invitations. */
  readonly roles: ClaimedRoles | null;
  /** Of somebody whom no claim gives a role; null for none. */
  readonly defaultRole: Role | null;
  /** Whether an address counts that the issuer does not call verified. */
  readonly trustEmail: boolean;
}

export interface ClaimedRoles {
  readonly claim: string;
  /** By the claim's value. */
  readonly byValue: ReadonlyMap<string, Role>;
}

type Given = Readonly<Record<string, string | null>>;

const DEFAULT_SCOPES = "openid email profile";
const DEFAULT_NAME = "single sign-on";

/**
 * The OUTTURN_OIDC_ variables; null when there is no issuer.
 * @throws OutturnError `bad_request` naming the variable that cannot be used, and what to write instead.
 */
export function readOidcConfig(given: Given): OidcConfig | null {
  const read = (name: string): string | null => given[`OUTTURN_OIDC_${name}`] ?? null;
  const issuer = read("ISSUER");
  if (issuer === null) return null;
  if (!isIssuer(issuer)) throw refuse(`OUTTURN_OIDC_ISSUER "${issuer}" must be an https address.`);
  const clientId = read("CLIENT_ID");
  if (clientId === null) throw refuse("OUTTURN_OIDC_CLIENT_ID belongs to OUTTURN_OIDC_ISSUER: set both or neither.");
  const scopes = (read("SCOPES") ?? DEFAULT_SCOPES).split(/[\s,]+/).filter((scope) => scope !== "");
  return {
    issuer,
    clientId,
    clientSecret: read("CLIENT_SECRET"),
    name: read("NAME") ?? DEFAULT_NAME,
    scopes,
    roles: readRoles(read("ROLE_CLAIM"), read("ROLES")),
    defaultRole: readDefaultRole(read("DEFAULT_ROLE")),
    trustEmail: read("TRUST_EMAIL") === "1",
  };
}

function refuse(message: string): OutturnError {
  return new OutturnError("bad_request", message);
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
}

function readRoles(claim: string | null, pairs: string | null): ClaimedRoles | null {
  if (claim === null && pairs === null) return null;
  if (claim === null || pairs === null)
    throw refuse("OUTTURN_OIDC_ROLE_CLAIM and OUTTURN_OIDC_ROLES belong together: set both or neither.");
  const byValue = new Map(
    pairs.split(",").map((pair) => {
      const split = pair.lastIndexOf("=");
      const role = readRole(pair.slice(split + 1).trim());
      if (split < 1 || role === null)
        throw refuse(`OUTTURN_OIDC_ROLES: "${pair}" is not VALUE=ROLE, as in outturn-admins=admin,staff=viewer.`);
      return [pair.slice(0, split).trim(), role] as const;
    }),
  );
  return { claim, byValue };
}

function readDefaultRole(text: string | null): Role | null {
  const role = text === null ? null : readRole(text);
  if (text !== null && role === null)
    throw refuse(`OUTTURN_OIDC_DEFAULT_ROLE "${text}" is none of viewer, member, admin, owner.`);
  return role;
}

/** The greatest role that the claims give somebody: by the configured claim (a text or a list), or the default. */
export function readClaimedRole(
  { roles, defaultRole }: OidcConfig,
  claims: Readonly<Record<string, unknown>>,
): Role | null {
  const value = roles === null ? undefined : claims[roles.claim];
  const values = Array.isArray(value) ? value : [value];
  const given = values.flatMap((one) => (typeof one === "string" ? [roles?.byValue.get(one)] : []));
  const greatest = (["owner", "admin", "member", "viewer"] as const).find((role) => given.includes(role));
  return greatest ?? defaultRole;
}
