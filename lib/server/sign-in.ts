/** A refusal comes no sooner than this, so that its time tells nothing of why: an unknown address costs no hash, a wrong password does. */
export const REFUSAL_MS = 500;

/** Answers to forms and links of the sign-in page: a redirect, with the cookies that make it stick. */
export function redirectTo(path: string, cookies: readonly string[] = []): Response {
  return withCookies(new Response(null, { status: 303, headers: { location: path } }), cookies);
}

/** An answer to one browser alone. */
export function withCookies(answer: Response, cookies: readonly string[]): Response {
  answer.headers.set("cache-control", "no-store");
  for (const cookie of cookies) answer.headers.append("set-cookie", cookie);
  return answer;
}

/** Whether a form was sent from a page of ours: browsers name the page's origin, and programs carry no cookies to abuse. */
export function isSameOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Where a request comes from: what the proxy says, or Next of the socket. */
export function readPlace(headers: Headers): string {
  return (headers.get("x-forwarded-for") ?? "").split(",")[0]?.trim() ?? "";
}
