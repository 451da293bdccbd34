import { CREDENTIAL } from "#lib/domain/redact-patterns.ts";

/** The parts of an address that hold credentials: user and password; query and fragment. */
const USER = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi;
const QUERY = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s?#]*)[?#]\S*/gi;

export const HIDDEN = "[hidden]";

/** A short text without what may be a credential in it. */
export function hideSecrets(text: string): string {
  const bare = text.includes("://") ? text.replace(USER, "$1").replace(QUERY, "$1") : text;
  return bare.replace(CREDENTIAL, HIDDEN);
}
