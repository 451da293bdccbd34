import { describe, expect, test } from "vitest";

import { readClaimedRole, readOidcConfig } from "#lib/server/accounts/oidc-config.ts";

const ISSUER = {
  OUTTURN_OIDC_ISSUER: "https://login.example.com",
  OUTTURN_OIDC_CLIENT_ID: "outturn",
};
const ROLES = { OUTTURN_OIDC_ROLE_CLAIM: "groups", OUTTURN_OIDC_ROLES: "outturn-admins=admin, staff=viewer" };

function roleOf(given: Readonly<Record<string, string>>, claims: Readonly<Record<string, unknown>>) {
  const config = readOidcConfig({ ...ISSUER, ...given });
  return config === null ? "no single sign-on" : readClaimedRole(config, claims);
}

describe("the variables of single sign-on", () => {
  test("without an issuer there is none", () => {
    expect(readOidcConfig({ OUTTURN_OIDC_CLIENT_ID: "outturn" })).toBeNull();
  });

  test("an issuer and a client are enough", () => {
    expect(readOidcConfig(ISSUER)).toEqual({
      issuer: "https://login.example.com",
      clientId: "outturn",
      clientSecret: null,
      name: "single sign-on",
      scopes: ["openid", "email", "profile"],
      roles: null,
      defaultRole: null,
      trustEmail: false,
    });
  });

  test.each([
    [{ OUTTURN_OIDC_ISSUER: "http://login.example.com" }, "must be an https address"],
    [{ OUTTURN_OIDC_CLIENT_ID: null }, "set both or neither"],
    [{ OUTTURN_OIDC_ROLE_CLAIM: "groups" }, "set both or neither"],
    [{ ...ROLES, OUTTURN_OIDC_ROLES: "staff=king" }, '"staff=king" is not VALUE=ROLE'],
    [{ OUTTURN_OIDC_DEFAULT_ROLE: "king" }, "none of viewer, member, admin, owner"],
  ])("%o is refused with what to write instead", (given, says) => {
    expect(() => readOidcConfig({ ...ISSUER, ...given })).toThrow(says);
  });

  test("an issuer on loopback may go without TLS", () => {
    expect(readOidcConfig({ ...ISSUER, OUTTURN_OIDC_ISSUER: "http://localhost:4000" })?.issuer).toBe(
      "http://localhost:4000",
    );
  });
});

describe("the role that claims give", () => {
  test.each([
    [["staff", "outturn-admins"], "admin"],
    ["staff", "viewer"],
    [["others"], null],
    [undefined, null],
    [{ staff: true }, null],
  ])("groups %o give %o", (groups, role) => {
    expect(roleOf(ROLES, { groups })).toBe(role);
  });

  test("a default goes to whom no claim gives one", () => {
    expect(roleOf({ ...ROLES, OUTTURN_OIDC_DEFAULT_ROLE: "viewer" }, { groups: [] })).toBe("viewer");
    expect(roleOf({ OUTTURN_OIDC_DEFAULT_ROLE: "member" }, {})).toBe("member");
  });

  test("without either, roles are left to invitations", () => {
    expect(roleOf({}, { groups: ["outturn-admins"] })).toBeNull();
  });
});
