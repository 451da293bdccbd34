import type { PrismaClient } from "#generated/prisma/client.ts";

import { areSignedIn } from "./configure-auth.ts";
import type { ConfiguredAuth } from "./configure-auth.ts";

/** What the browser is to answer, and the cookies that tie its answer to the question. */
export interface PasskeyQuestion {
  readonly options: unknown;
  readonly cookies: readonly string[];
}

export interface ListedPasskey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date | null;
}

/** What a browser makes of a passkey's answer. Source: W3C Web Authentication 3, AuthenticationResponseJSON. */
export type PasskeyAnswer = NonNullable<
  Parameters<ConfiguredAuth["api"]["verifyPasskeyAuthentication"]>[0]
>["body"]["response"];

export interface Passkeys {
  /** Null for a session older than a day: whoever finds an open browser is not to leave a key of theirs behind. */
  askNew(headers: Headers): Promise<PasskeyQuestion | null>;
  /** False when the answer does not fit the question. */
  add(response: unknown, name: string, headers: Headers): Promise<boolean>;
  askSignIn(headers: Headers): Promise<PasskeyQuestion>;
  /** Answers with a session cookie, or null when the answer does not fit or the key is not known. */
  signIn(response: PasskeyAnswer, headers: Headers): Promise<readonly string[] | null>;
  list(userId: string): Promise<readonly ListedPasskey[]>;
  /** Answers with the name of the one taken away, or null for one that this person does not have. */
  remove(userId: string, id: string): Promise<string | null>;
}

const UNNAMED = "Passkey";

/** Passkeys (WebAuthn): they are two factors at once, so no code is asked for beside them. */
export function openPasskeys(auth: ConfiguredAuth, prisma: PrismaClient): Passkeys {
  return {
    async askNew(headers) {
      const answer = await auth.api.generatePasskeyRegistrationOptions({ query: {}, headers, asResponse: true });
      return answer.ok ? questionOf(answer) : null;
    },
    async add(response, name, headers) {
      const body = { response, ...(name === "" ? {} : { name }) };
      const answer = await auth.api.verifyPasskeyRegistration({ body, headers, asResponse: true });
      return answer.ok;
    },
    async askSignIn(headers) {
      return questionOf(await auth.api.generatePasskeyAuthenticationOptions({ headers, asResponse: true }));
    },
    async signIn(response, headers) {
      const answer = await auth.api.verifyPasskeyAuthentication({ body: { response }, headers, asResponse: true });
      const cookies = answer.headers.getSetCookie();
      return answer.ok && areSignedIn(cookies) ? cookies : null;
    },
    async list(userId) {
      const found = await prisma.passkey.findMany({ where: { userId }, orderBy: { createdAt: "asc" } });
      return found.map(({ id, name, createdAt }) => ({ id, name: name ?? UNNAMED, createdAt }));
    },
    async remove(userId, id) {
      const found = await prisma.passkey.findFirst({ where: { id, userId } });
      if (found === null) return null;
      await prisma.passkey.deleteMany({ where: { id, userId } });
      return found.name ?? UNNAMED;
    },
  };
}

async function questionOf(answer: Response): Promise<PasskeyQuestion> {
  return { options: await answer.json(), cookies: answer.headers.getSetCookie() };
}
