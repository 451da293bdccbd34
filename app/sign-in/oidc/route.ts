import { getRuntime } from "#lib/server/runtime.ts";
import { redirectTo } from "#lib/server/sign-in.ts";

/** Sends the browser to the issuer. A link rather than a form: a form may not lead to another site here. */
export async function GET(request: Request): Promise<Response> {
  const { singleSignOn } = await getRuntime();
  const begun = (await singleSignOn?.begin(request.headers)) ?? null;
  return begun === null ? redirectTo("/sign-in?error=sso-away") : redirectTo(begun.url, begun.cookies);
}
