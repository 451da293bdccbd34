import { OutturnError } from "#lib/domain/errors.ts";

import { areSignedIn } from "./configure-auth.ts";
import type { ConfiguredAuth } from "./configure-auth.ts";

/** What an authenticator app is given, and what to keep for the day it is lost. Shown once. */
export interface NewSecondFactor {
  readonly uri: string;
  readonly backupCodes: readonly string[];
}

export interface SecondFactor {
  /** Makes a secret that counts once a first code was right. Null when the password is wrong. */
  begin(password: string, headers: Headers): Promise<NewSecondFactor | null>;
  /** Answers with the cookies of a renewed session, or null when the code is wrong. */
  confirm(code: string, headers: Headers): Promise<readonly string[] | null>;
  /** Answers with the cookies of a renewed session, or null when the password is wrong. */
  end(password: string, headers: Headers): Promise<readonly string[] | null>;
  /** The second half of a sign-in: a code of the app, or one of the backup codes, which then is spent. */
  signIn(code: string, headers: Headers): Promise<readonly string[] | null>;
}

const APP_CODE = /^\d{6}$/;

/** Codes of an authenticator app (RFC 6238). The library locks an account for a quarter of an hour after ten wrong ones. */
export function openSecondFactor(auth: ConfiguredAuth): SecondFactor {
  return {
    async begin(password, headers) {
      const answer = await auth.api.enableTwoFactor({ body: { password }, headers, asResponse: true });
      if (!answer.ok) return refuse(answer);
      const { totpURI, backupCodes } = (await answer.json()) as { totpURI?: string; backupCodes?: string[] };
      if (totpURI === undefined || backupCodes === undefined) throw new Error("no authenticator secret was made");
      return { uri: totpURI, backupCodes };
    },
    async confirm(code, headers) {
      const answer = await auth.api.verifyTOTP({ body: { code: digitsOf(code) }, headers, asResponse: true });
      return answer.ok ? answer.headers.getSetCookie() : null;
    },
    async end(password, headers) {
      const answer = await auth.api.disableTwoFactor({ body: { password }, headers, asResponse: true });
      return answer.ok ? answer.headers.getSetCookie() : refuse(answer);
    },
    async signIn(code, headers) {
      const digits = digitsOf(code);
      const answer = APP_CODE.test(digits)
        ? await auth.api.verifyTOTP({ body: { code: digits }, headers, asResponse: true })
        : await auth.api.verifyBackupCode({ body: { code: code.trim() }, headers, asResponse: true });
      const cookies = answer.headers.getSetCookie();
      return answer.ok && areSignedIn(cookies) ? cookies : null;
    },
  };
}

/** Apps show six digits in two groups. */
function digitsOf(code: string): string {
  return code.replaceAll(/\s/g, "");
}

/** @throws OutturnError `conflict` for whatever is not a wrong password. */
async function refuse(answer: Response): Promise<null> {
  const { code, message } = (await answer.json()) as { code?: string; message?: string };
  if (code === "INVALID_PASSWORD") return null;
  throw new OutturnError("conflict", `${message ?? "This could not be done"}: load the page again.`);
}
