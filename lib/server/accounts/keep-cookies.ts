import { parseSetCookieHeader } from "better-auth/cookies";
import { cookies } from "next/headers";

/** Sets cookies that accounts answered with on the answer of a form's action. */
export async function keepCookies(setCookies: readonly string[]): Promise<void> {
  const jar = await cookies();
  for (const line of setCookies) {
    for (const [name, cookie] of parseSetCookieHeader(line)) {
      const { value, path, httponly, secure, samesite } = cookie;
      const maxAge = cookie["max-age"];
      jar.set(name, decodeURIComponent(value), {
        path: path ?? "/",
        httpOnly: httponly === true,
        secure: secure === true,
        ...(samesite !== undefined && { sameSite: samesite }),
        ...(maxAge !== undefined && { maxAge }),
      });
    }
  }
}
