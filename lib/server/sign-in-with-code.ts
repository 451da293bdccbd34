import { limitAttempts } from "./limit-attempts.ts";
import { log } from "./log.ts";
import type { Runtime } from "./runtime.ts";
import { readPlace } from "./sign-in.ts";

/** Of one place; one account is locked for a quarter of an hour after ten wrong codes besides. */
const byPlace = limitAttempts({ most: 30, windowMs: 15 * 60_000, keys: 20_000 });

/** The second half of a sign-in with a password: the session's cookies, or null when the code is wrong or comes too late. */
export async function signInWithCode(
  { auth }: Runtime,
  code: string,
  headers: Headers,
): Promise<readonly string[] | null> {
  const ip = readPlace(headers);
  const now = Date.now();
  if (code.length > 64 || byPlace.isBlocked(ip, now)) return null;
  const cookies = await auth.secondFactor.signIn(code, headers);
  if (cookies !== null) return cookies;
  byPlace.noteFailure(ip, now);
  log.warn({ ip }, "a second factor was wrong");
  return null;
}
