import { readForm } from "#lib/server/read-form.ts";
import { resetPassword } from "#lib/server/reset-password.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { isSameOrigin, redirectTo } from "#lib/server/sign-in.ts";

export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return redirectTo("/sign-in/reset?problem=origin");
  const text = await readForm(request);
  const token = text("token");
  const answer = await resetPassword(await getRuntime(), token, text("password"));
  if (answer === "done") return redirectTo("/sign-in?done=password");
  const query = answer === "gone" ? { problem: answer } : { token, problem: answer };
  return redirectTo(`/sign-in/reset?${new URLSearchParams(query).toString()}`);
}
