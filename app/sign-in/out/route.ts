import { getRuntime } from "#lib/server/runtime.ts";
import { isSameOrigin, redirectTo } from "#lib/server/sign-in.ts";

export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return redirectTo("/");
  const { auth } = await getRuntime();
  return redirectTo("/sign-in", await auth.signOut(request.headers));
}
