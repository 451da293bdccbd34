/**
 * What looks like a key or a token wherever it stands: the prefixes that providers and code hosts give theirs so that they can be found
 * (OpenAI, Anthropic, Google, AWS, GitHub, Slack, Stripe, ours), bearer credentials, and JSON web tokens.
 */
const SECRETS =
  /\b(?:sk|pk|rk)[-_][\w-]{12,}|\bAIza[\w-]{20,}|\bAKIA[A-Z0-9]{12,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bxox[abeprs]-[\w-]{10,}|\bot_(?:ingest|read|admin)_[\w-]{20,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/gi;
/** The parts of an address that hold credentials: user and password; query and fragment. */
const USER = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi;
const QUERY = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s?#]*)[?#]\S*/gi;

export const HIDDEN = "[hidden]";

/** A short text without what may be a credential in it. */
export function hideSecrets(text: string): string {
  const bare = text.includes("://") ? text.replace(USER, "$1").replace(QUERY, "$1") : text;
  return bare.replace(SECRETS, HIDDEN);
}
