import { getRuntime } from "#lib/server/runtime.ts";
import { isSameOrigin, redirectTo } from "#lib/server/sign-in.ts";
import { signInWithPassword } from "#lib/server/sign-in-with-password.ts";

export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return redirectTo("/sign-in?error=origin");
  const form = await request.formData().catch(() => new FormData());
  const email = form.get("email");
  const password = form.get("password");
  if (typeof email !== "string" || typeof password !== "string") return redirectTo("/sign-in?error=password");
  const answer = await signInWithPassword(await getRuntime(), { email, password, headers: request.headers });
  return answer.ok ? redirectTo("/", answer.cookies) : redirectTo(`/sign-in?error=${answer.problem}`);
}
