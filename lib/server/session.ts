import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";

import type { SignedIn } from "./auth.ts";
import { getRuntime } from "./runtime.ts";

/** Who is signed in; sends everybody else to the sign-in page. For pages. */
export async function requireSession(): Promise<SignedIn> {
  const { auth } = await getRuntime();
  // A form that renewed the session is answered with the page in the same request, whose headers still hold the old one.
  const renewed = async () => auth.readSession(new Headers({ cookie: (await cookies()).toString() }));
  const session = (await auth.readSession(await headers())) ?? (await renewed());
  if (session === null) redirect("/sign-in");
  return session;
}
