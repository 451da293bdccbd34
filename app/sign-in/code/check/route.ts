import { readForm } from "#lib/server/read-form.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { isSameOrigin, redirectTo } from "#lib/server/sign-in.ts";
import { signInWithCode } from "#lib/server/sign-in-with-code.ts";

export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return redirectTo("/sign-in?error=origin");
  const text = await readForm(request);
  const cookies = await signInWithCode(await getRuntime(), text("code"), request.headers);
  return cookies === null ? redirectTo("/sign-in/code?error=code") : redirectTo("/", cookies);
}
