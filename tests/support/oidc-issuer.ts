import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";

import { Provider } from "oidc-provider";

export interface OidcPerson {
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
  readonly groups: readonly string[];
}

export interface OidcIssuer {
  /** Who is signed in at the issuer: the next visitor comes back as them. */
  person: string;
  readonly people: Map<string, OidcPerson>;
  close(): Promise<void>;
}

interface IssuerOptions {
  readonly port: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

/** A real OpenID provider on loopback whose sign-in page lets whoever `person` names in without a word. */
export async function openOidcIssuer({
  port,
  clientId,
  clientSecret,
  redirectUri,
}: IssuerOptions): Promise<OidcIssuer> {
  const url = `http://localhost:${port}`;
  const people = new Map<string, OidcPerson>();
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const provider = new Provider(url, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" }] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    findAccount: async (_ctx: unknown, id: string) =>
      Promise.resolve({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/enter/${uid}` },
  });
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/enter/") === true) void enter(request, response);
    else void answer(request, response);
  });
  const enter = async (...[request, response]: Parameters<typeof provider.interactionDetails>): Promise<void> => {
    const { prompt, params } = await provider.interactionDetails(request, response);
    const accountId = issuer.person;
    if (prompt.name === "login") {
      await provider.interactionFinished(request, response, { login: { accountId } });
      return;
    }
    const grant = new provider.Grant({ accountId, clientId: String(params["client_id"]) });
    grant.addOIDCScope("openid email profile");
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  };
  await new Promise<void>((ready) => server.listen(port, "localhost", ready));
  const issuer: OidcIssuer = {
    person: "",
    people,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return issuer;
}
