import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";

import { SignInButton, SignInField, SignInFrame, SignInNote } from "#components/sign-in/sign-in-frame.tsx";
import { getRuntime } from "#lib/server/runtime.ts";

export const metadata: Metadata = { title: "Sign in" };

const ERRORS: Readonly<Record<string, string>> = {
  password: "That e-mail address and password do not belong together.",
  link: "This sign-in link was used already, or is older than an hour. Restarting the server prints a new one.",
  origin: "The form came from another site. Please try again here.",
  limit: "Too many attempts. Wait a quarter of an hour, or ask an administrator for a new invitation.",
};

export default async function SignInPage({ searchParams }: { readonly searchParams: Promise<{ error?: string }> }) {
  const { auth } = await getRuntime();
  if ((await auth.readSession(await headers())) !== null) redirect("/");
  const { error } = await searchParams;
  const problem = error === undefined ? null : (ERRORS[error] ?? "Signing in did not work. Please try again.");
  return (
    <SignInFrame title="Sign in" problem={problem}>
      <form method="post" action="/sign-in/password" className="mt-5 flex flex-col gap-4">
        <SignInField label="E-mail" type="email" name="email" autoComplete="username" />
        <SignInField label="Password" type="password" name="password" autoComplete="current-password" />
        <SignInButton>Sign in</SignInButton>
      </form>
      <SignInNote>
        No account yet? An administrator can invite you. On a new installation, the terminal that runs Outturn printed a
        sign-in link; it works once, within an hour, and restarting prints a new one.
      </SignInNote>
    </SignInFrame>
  );
}
