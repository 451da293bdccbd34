import { own } from "#lib/domain/own.ts";
import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";

import { PasskeyButton } from "#components/sign-in/passkey-button.tsx";
import { SignInButton, SignInField, SignInFrame, SignInNote } from "#components/sign-in/sign-in-frame.tsx";
import { getRuntime } from "#lib/server/runtime.ts";

export const metadata: Metadata = { title: "Sign in" };

const ERRORS: Readonly<Record<string, string>> = {
  password: "That e-mail address and password do not belong together.",
  link: "This sign-in link was used already, or is older than an hour. Restarting the server prints a new one.",
  origin: "The form came from another site. Please try again here.",
  limit: "Too many attempts. Wait a quarter of an hour, or ask an administrator for a new invitation.",
  sso: "Single sign-on did not work. Please try again; the server's log says more.",
  "sso-address": "Single sign-on did not say that your e-mail address is verified, so it is not taken.",
  "sso-role": "Single sign-on gives you no role here. Ask whoever manages it.",
  "sso-away": "Single sign-on cannot be reached just now. Please try again, or sign in another way.",
};

/** Leads to another site: the browser goes there itself. */
const SINGLE_SIGN_ON = "/sign-in/oidc";

interface SignInPageProps {
  readonly searchParams: Promise<{ error?: string; done?: string }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { auth, singleSignOn } = await getRuntime();
  if ((await auth.readSession(await headers())) !== null) redirect("/");
  const { error, done } = await searchParams;
  const problem = error === undefined ? null : (own(ERRORS, error) ?? "Signing in did not work. Please try again.");
  return (
    <SignInFrame title="Sign in" problem={problem}>
      {done === undefined ? null : (
        <p role="status" className="mt-4 text-[13px] text-good">
          The new password is set. Sign in with it.
        </p>
      )}
      <form method="post" action="/sign-in/password" className="mt-5 flex flex-col gap-4">
        <SignInField label="E-mail" type="email" name="email" autoComplete="username webauthn" />
        <SignInField label="Password" type="password" name="password" autoComplete="current-password" />
        <SignInButton>Sign in</SignInButton>
      </form>
      <div className="mt-3 flex flex-col gap-3">
        {singleSignOn === null ? null : (
          <a
            href={SINGLE_SIGN_ON}
            className="grid h-9 place-items-center rounded-[3px] border border-hair text-[13px] font-medium text-ink hover:bg-sel"
          >
            Sign in with {singleSignOn.name}
          </a>
        )}
        <PasskeyButton />
      </div>
      <SignInNote>
        <Link href="/sign-in/reset" className="link mb-2 block">
          Forgot your password?
        </Link>
        No account yet? An administrator can invite you. On a new installation, the terminal that runs Outturn printed a
        sign-in link; it works once, within an hour, and restarting prints a new one.
      </SignInNote>
    </SignInFrame>
  );
}
