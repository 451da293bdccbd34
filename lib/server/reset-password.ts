import { setTimeout as delay } from "node:timers/promises";

import { limitAttempts } from "./limit-attempts.ts";
import { log } from "./log.ts";
import { judgePassword } from "./read-member-form.ts";
import type { Runtime } from "./runtime.ts";
import { readPlace, REFUSAL_MS } from "./sign-in.ts";

const HOUR_MS = 3_600_000;
const byPlace = limitAttempts({ most: 10, windowMs: HOUR_MS, keys: 20_000 });
/** Nobody's mailbox is filled by somebody else. */
const byAddress = limitAttempts({ most: 3, windowMs: HOUR_MS, keys: 20_000 });

/**
 * Mails a link to a new password. Answers the same, equally late, whether the address has an account or not, and goes on with the mail
 * afterwards; where there is no mail server it does nothing.
 */
export async function requestReset(runtime: Runtime, email: string, headers: Headers): Promise<void> {
  const began = performance.now();
  const address = email.trim().toLowerCase();
  const ip = readPlace(headers);
  const now = Date.now();
  const tooMany = byPlace.isBlocked(ip, now) || byAddress.isBlocked(address, now);
  byPlace.noteFailure(ip, now);
  byAddress.noteFailure(address, now);
  if (tooMany) log.warn({ ip }, "too many asked for a new password");
  else if (address.length <= 254) await sendLink(runtime, address);
  await delay(Math.max(0, REFUSAL_MS - (performance.now() - began)));
}

async function sendLink({ auth, mailer, prisma, config }: Runtime, address: string): Promise<void> {
  if (mailer === null || (await prisma.user.findUnique({ where: { email: address } })) === null) return;
  const token = await auth.passwords.issueReset(address);
  if (token === null) return;
  mailer.sendReset(address, resetLink(config.publicUrl, token)).catch((error: unknown) => {
    log.error({ err: error }, "a link to a new password could not be mailed");
  });
}

export function resetLink(publicUrl: string, token: string): string {
  return `${publicUrl}/sign-in/reset?${new URLSearchParams({ token }).toString()}`;
}

/** Sets a new password by a link's token and signs every browser out. */
export async function resetPassword(
  { auth }: Runtime,
  token: string,
  password: string,
): Promise<"done" | "password" | "gone"> {
  if (judgePassword(password) !== null) return "password";
  return (await auth.passwords.reset(token, password)) ? "done" : "gone";
}
