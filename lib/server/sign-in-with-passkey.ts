import { z } from "zod";

import { limitAttempts } from "./limit-attempts.ts";
import { log } from "./log.ts";
import type { Runtime } from "./runtime.ts";
import { readPlace } from "./sign-in.ts";

const byPlace = limitAttempts({ most: 30, windowMs: 15 * 60_000, keys: 20_000 });
const MOST_BYTES = 16_384;

/** What a browser makes of a passkey's answer. Source: W3C Web Authentication 3, AuthenticationResponseJSON. */
const ANSWER = z.object({
  id: z.string(),
  rawId: z.string(),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: z.string(),
    authenticatorData: z.string(),
    signature: z.string(),
    userHandle: z.string().optional(),
  }),
  clientExtensionResults: z.object({}),
});

/** Session cookies for a passkey's answer; null when it is broken, unknown, does not fit the question, or too many were wrong. */
export async function signInWithPasskey({ auth }: Runtime, request: Request): Promise<readonly string[] | null> {
  const ip = readPlace(request.headers);
  const now = Date.now();
  if (byPlace.isBlocked(ip, now) || Number(request.headers.get("content-length") ?? MOST_BYTES + 1) > MOST_BYTES)
    return null;
  const answer = ANSWER.safeParse(await request.json().catch(() => null));
  const cookies = answer.success ? await auth.passkeys.signIn(withoutUndefined(answer.data), request.headers) : null;
  if (cookies !== null) return cookies;
  byPlace.noteFailure(ip, now);
  log.warn({ ip }, "a passkey did not fit");
  return null;
}

function withoutUndefined({ response, ...answer }: z.infer<typeof ANSWER>) {
  const { userHandle, ...rest } = response;
  return { ...answer, response: userHandle === undefined ? rest : { ...rest, userHandle } };
}
