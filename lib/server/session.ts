import { headers } from "next/headers";
import { redirect } from "next/navigation";

import type { SignedIn } from "./auth.ts";
import { getRuntime } from "./runtime.ts";

/** Who is signed in; sends everybody else to the sign-in page. For pages. */
export async function requireSession(): Promise<SignedIn> {
  const { auth } = await getRuntime();
  const session = await auth.readSession(await headers());
  if (session === null) redirect("/sign-in");
  return session;
}
