import { setTimeout as delay } from "node:timers/promises";

import { limitAttempts } from "./limit-attempts.ts";
import { isOwnDevice, rememberDevice } from "./accounts/own-device.ts";
import { log } from "./log.ts";
import type { Runtime } from "./runtime.ts";
import { readPlace, REFUSAL_MS } from "./sign-in.ts";

const MINUTE_MS = 60_000;
/** Of one address from one place: a person mistypes a few times. */
const byPlace = limitAttempts({ most: 10, windowMs: 15 * MINUTE_MS, keys: 20_000 });
/** Of one address from everywhere: somebody guesses from many places. Browsers that it was signed in with before are exempt. */
const byAddress = limitAttempts({ most: 100, windowMs: 60 * MINUTE_MS, keys: 20_000 });
/** Passwords being hashed at once: each takes a thread and tens of milliseconds, which ingest and pages need too. */
const MOST_HASHES = 1;
const MOST_WAITING = 20;

let hashing = 0;
/** What the last one took. */
let hashMs = 0;
const waiting: (() => void)[] = [];

export type PasswordAnswer =
  | { readonly ok: true; readonly cookies: readonly string[] }
  | { readonly ok: false; readonly problem: "password" | "limit" };

interface Attempt {
  readonly email: string;
  readonly password: string;
  readonly headers: Headers;
}

/**
 * Signs in by e-mail address and password. Failures are limited by address and place whether the address has an account or not, and
 * every refusal takes the same time, so that nobody learns who has an account.
 */
export async function signInWithPassword(runtime: Runtime, attempt: Attempt): Promise<PasswordAnswer> {
  const began = performance.now();
  const answer = await attemptSignIn(runtime, attempt);
  if (!answer.ok) await delay(Math.max(0, REFUSAL_MS - (performance.now() - began)));
  return answer;
}

async function attemptSignIn(
  { auth, prisma, secret, config }: Runtime,
  { email, password, headers }: Attempt,
): Promise<PasswordAnswer> {
  const address = email.trim().toLowerCase();
  const ip = readPlace(headers);
  const place = `${ip} ${address}`;
  const now = Date.now();
  const own = isOwnDevice(headers, secret, address);
  if (byPlace.isBlocked(place, now) || (!own && byAddress.isBlocked(address, now)))
    return { ok: false, problem: "limit" };
  const known = address.length <= 254 && (await prisma.user.findUnique({ where: { email: address } })) !== null;
  const hashed = known
    ? await withHash(own, async () => auth.signInWithPassword(address, password, headers))
    : await withoutHash();
  if (hashed !== null && hashed !== "busy") {
    byPlace.forget(place);
    return { ok: true, cookies: [...hashed, rememberDevice(config.publicUrl, secret, address)] };
  }
  // What there was no room to weigh counts too: a flood is over sooner, and nobody signs in by it.
  byAddress.noteFailure(address, now);
  if (byAddress.isBlocked(address, now)) log.warn("sign-in is blocked for an account, but for its own browsers");
  if (hashed === "busy") return { ok: false, problem: "limit" };
  byPlace.noteFailure(place, now);
  if (byPlace.isBlocked(place, now)) log.warn({ ip }, "sign-in is blocked for a place: too many wrong passwords");
  return { ok: false, problem: "password" };
}

/** Runs a hash when there is room for it, or answers `busy` when too many wait. Browsers that were signed in before go first. */
async function withHash<T>(own: boolean, work: () => Promise<T>): Promise<T | "busy"> {
  if (hashing >= MOST_HASHES) {
    if (!own && waiting.length >= MOST_WAITING) return "busy";
    await new Promise<void>((turn) => (own ? waiting.unshift(turn) : waiting.push(turn)));
  }
  hashing += 1;
  const began = performance.now();
  try {
    return await work();
  } finally {
    hashMs = performance.now() - began;
    hashing -= 1;
    waiting.shift()?.();
  }
}

/** An address without an account is as busy as one with it would be, and waits as long, but takes nobody's turn. */
async function withoutHash(): Promise<null | "busy"> {
  if (hashing >= MOST_HASHES && waiting.length >= MOST_WAITING) return "busy";
  await delay((hashing + waiting.length + 1) * hashMs);
  return null;
}
