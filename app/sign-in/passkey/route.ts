import { signInWithPasskey } from "#lib/server/sign-in-with-passkey.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { isSameOrigin, withCookies } from "#lib/server/sign-in.ts";

/** The question that a passkey is to answer. */
export async function GET(request: Request): Promise<Response> {
  const { auth } = await getRuntime();
  const { options, cookies } = await auth.passkeys.askSignIn(request.headers);
  return withCookies(Response.json(options), cookies);
}

/** Its answer: 204 with a session, or 400. */
export async function POST(request: Request): Promise<Response> {
  const refused = new Response(null, { status: 400 });
  if (!isSameOrigin(request)) return refused;
  const cookies = await signInWithPasskey(await getRuntime(), request);
  return cookies === null ? refused : withCookies(new Response(null, { status: 204 }), cookies);
}
