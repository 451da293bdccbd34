import { getRuntime } from "#lib/server/runtime.ts";
import { isSameOrigin, redirectTo } from "#lib/server/sign-in.ts";

export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return redirectTo("/sign-in?error=origin");
  const form = await request.formData().catch(() => new FormData());
  const email = form.get("email");
  const password = form.get("password");
  if (typeof email !== "string" || typeof password !== "string") return redirectTo("/sign-in?error=password");
  const { auth } = await getRuntime();
  const cookies = await auth.signInWithPassword(email, password, request.headers);
  return cookies === null ? redirectTo("/sign-in?error=password") : redirectTo("/", cookies);
}
