import { readForm } from "#lib/server/read-form.ts";
import { requestReset } from "#lib/server/reset-password.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { isSameOrigin, redirectTo } from "#lib/server/sign-in.ts";

export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return redirectTo("/sign-in/reset?problem=origin");
  const text = await readForm(request);
  await requestReset(await getRuntime(), text("email"), request.headers);
  return redirectTo("/sign-in/reset?sent=1");
}
