import { acceptInvitation } from "#lib/server/accept-invitation.ts";
import { readForm } from "#lib/server/read-form.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { isSameOrigin, redirectTo } from "#lib/server/sign-in.ts";

export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return redirectTo("/sign-in?error=origin");
  const text = await readForm(request);
  const token = text("token");
  const accepted = await acceptInvitation(await getRuntime(), {
    token,
    name: text("name"),
    password: text("password"),
    headers: request.headers,
  });
  if (accepted.ok) return redirectTo("/", accepted.cookies);
  return redirectTo(`/sign-in/invitation?${new URLSearchParams({ token, problem: accepted.problem }).toString()}`);
}
