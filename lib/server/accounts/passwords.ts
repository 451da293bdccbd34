import type { PrismaClient } from "#generated/prisma/client.ts";

import type { ConfiguredAuth } from "./configure-auth.ts";

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
}

export interface Passwords {
  /** Whether the person has one: those who came by single sign-on or a link have none. */
  has(userId: string): Promise<boolean>;
  /** Signs every other browser out. Answers with the cookies of a renewed session, or null when the current one is wrong. */
  change(change: PasswordChange, headers: Headers): Promise<readonly string[] | null>;
  /** Token of a link, good for an hour and once, to a page that asks for a new password; null for an address without an account. */
  issueReset(email: string): Promise<string | null>;
  /** Sets the password and signs every browser out. False when the token is unknown, used or older than an hour. */
  reset(token: string, password: string): Promise<boolean>;
  /** For somebody who lost their authenticator: a password is enough again, and passkeys are gone. */
  forgetSecondFactors(email: string): Promise<boolean>;
}

export function openPasswords(auth: ConfiguredAuth, prisma: PrismaClient, issued: Map<string, string>): Passwords {
  return {
    async has(userId) {
      const where = { userId, providerId: "credential", password: { not: null } };
      return (await prisma.account.count({ where })) > 0;
    },
    async change({ current, next }, headers) {
      const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true };
      const answer = await auth.api.changePassword({ body, headers, asResponse: true });
      return answer.ok ? answer.headers.getSetCookie() : null;
    },
    async issueReset(email) {
      const address = email.trim().toLowerCase();
      await auth.api.requestPasswordReset({ body: { email: address }, headers: new Headers() });
      const token = issued.get(address) ?? null;
      issued.delete(address);
      return token;
    },
    async reset(token, password) {
      const answer = await auth.api.resetPassword({ body: { token, newPassword: password }, asResponse: true });
      return answer.ok;
    },
    async forgetSecondFactors(email) {
      const found = await prisma.user.findUnique({ where: { email: email.trim().toLowerCase() } });
      if (found === null) return false;
      const where = { userId: found.id };
      await prisma.$transaction([
        prisma.twoFactor.deleteMany({ where }),
        prisma.passkey.deleteMany({ where }),
        prisma.user.update({ where: { id: found.id }, data: { twoFactorEnabled: false } }),
      ]);
      return true;
    },
  };
}
