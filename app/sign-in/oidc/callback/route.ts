import { log } from "#lib/server/log.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { redirectTo } from "#lib/server/sign-in.ts";

export async function GET(request: Request): Promise<Response> {
  const { singleSignOn } = await getRuntime();
  if (singleSignOn === null) return redirectTo("/sign-in?error=sso");
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const answer = await singleSignOn.finish(query, request.headers);
  if (answer.ok) return redirectTo("/", answer.cookies);
  log.warn({ problem: answer.problem }, "single sign-on let nobody in");
  return redirectTo(`/sign-in?error=${answer.problem}`);
}
