import { getRuntime } from "#lib/server/runtime.ts";
import { redirectTo } from "#lib/server/sign-in.ts";

export async function GET(request: Request): Promise<Response> {
  const token = new URL(request.url).searchParams.get("token") ?? "";
  const { auth } = await getRuntime();
  const cookies = await auth.signInWithLink(token, request.headers);
  return cookies === null ? redirectTo("/sign-in?error=link") : redirectTo("/", cookies);
}
