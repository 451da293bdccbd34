import { createHmac, timingSafeEqual } from "node:crypto";

const COOKIE = "outturn.device";
const MAX_AGE_S = 180 * 86_400;

/**
 * A cookie that says: this browser was signed in under this address once. It opens nothing; it keeps somebody who guesses from
 * everywhere from locking the owner out too. Source: OWASP, Slow Down Online Guessing Attacks with Device Cookies.
 */
export function rememberDevice(publicUrl: string, secret: string, email: string): string {
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  return `${COOKIE}=${markOf(secret, email)}; Max-Age=${MAX_AGE_S}; Path=/sign-in; HttpOnly; SameSite=Lax${secure}`;
}

export function isOwnDevice(headers: Headers, secret: string, email: string): boolean {
  const sent = (headers.get("cookie") ?? "").split(/; */).find((pair) => pair.startsWith(`${COOKIE}=`));
  const given = Buffer.from(sent?.slice(COOKIE.length + 1) ?? "");
  const wanted = Buffer.from(markOf(secret, email));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function markOf(secret: string, email: string): string {
  return createHmac("sha256", secret).update(`own device ${email}`).digest("base64url");
}
