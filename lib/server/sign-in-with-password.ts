import { setTimeout as delay } from "node:timers/promises";

import { limitAttempts } from "./limit-attempts.ts";
import { log } from "./log.ts";
import type { Runtime } from "./runtime.ts";

const MINUTE_MS = 60_000;
/** Of one address from one place: a person mistypes a few times. */
const byPlace = limitAttempts({ most: 10, windowMs: 15 * MINUTE_MS, keys: 20_000 });
/** Of one address from everywhere: somebody guesses from many places. */
const byAddress = limitAttempts({ most: 100, windowMs: 60 * MINUTE_MS, keys: 20_000 });
/** A refusal comes no sooner than this, so that its time tells nothing of why: an unknown address costs no hash, a wrong password does. */
const REFUSAL_MS = 500;
/** Passwords being hashed at once: each takes a thread and tens of milliseconds, which ingest and pages need too. */
const MOST_HASHES = 2;
const MOST_WAITING = 20;

let hashing = 0;
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
  { auth, prisma }: Runtime,
  { email, password, headers }: Attempt,
): Promise<PasswordAnswer> {
  const address = email.trim().toLowerCase();
  const ip = readPlace(headers);
  const place = `${ip} ${address}`;
  const now = Date.now();
  if (byPlace.isBlocked(place, now) || byAddress.isBlocked(address, now)) return { ok: false, problem: "limit" };
  const known = address.length <= 254 && (await prisma.user.findUnique({ where: { email: address } })) !== null;
  const hashed = known ? await withHash(async () => auth.signInWithPassword(address, password, headers)) : null;
  if (hashed === "busy") return { ok: false, problem: "limit" };
  if (hashed !== null) {
    byPlace.forget(place);
    return { ok: true, cookies: hashed };
  }
  byPlace.noteFailure(place, now);
  byAddress.noteFailure(address, now);
  if (byPlace.isBlocked(place, now)) log.warn({ ip }, "sign-in is blocked for an address: too many wrong passwords");
  return { ok: false, problem: "password" };
}

/** Runs a hash when there is room for it, or answers `busy` when too many wait. */
async function withHash<T>(work: () => Promise<T>): Promise<T | "busy"> {
  if (hashing >= MOST_HASHES) {
    if (waiting.length >= MOST_WAITING) return "busy";
    await new Promise<void>((turn) => waiting.push(turn));
  }
  hashing += 1;
  try {
    return await work();
  } finally {
    hashing -= 1;
    waiting.shift()?.();
  }
}

/** Where a request comes from: what the proxy says, or Next of the socket. */
function readPlace(headers: Headers): string {
  return (headers.get("x-forwarded-for") ?? "").split(",")[0]?.trim() ?? "";
}
