import { areSignedIn } from "#lib/server/accounts/configure-auth.ts";
import { readForm } from "#lib/server/read-form.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { isSameOrigin, redirectTo } from "#lib/server/sign-in.ts";
import { signInWithPassword } from "#lib/server/sign-in-with-password.ts";

export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return redirectTo("/sign-in?error=origin");
  const text = await readForm(request);
  const attempt = { email: text("email"), password: text("password"), headers: request.headers };
  const answer = await signInWithPassword(await getRuntime(), attempt);
  if (!answer.ok) return redirectTo(`/sign-in?error=${answer.problem}`);
  return redirectTo(areSignedIn(answer.cookies) ? "/" : "/sign-in/code", answer.cookies);
}
