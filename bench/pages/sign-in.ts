export interface Who {
  readonly email: string;
  readonly password: string;
}

/** @returns the session's cookies as a request carries them. @throws Error when the server refuses the password. */
export async function signIn(url: string, who: Who): Promise<string> {
  const answer = await fetch(`${url}/sign-in/password`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: url },
    body: new URLSearchParams({ ...who }),
  });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  if (cookies.length === 0) throw new Error(`${url} did not sign ${who.email} in: it answered ${answer.status}.`);
  return cookies.join("; ");
}
