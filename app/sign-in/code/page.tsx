import type { Metadata } from "next";
import Link from "next/link";

import { SignInButton, SignInField, SignInFrame, SignInNote } from "#components/sign-in/sign-in-frame.tsx";

export const metadata: Metadata = { title: "Second factor" };

const WRONG =
  "That code does not fit, was used already, or came too late. After ten wrong ones wait a quarter of an hour.";

export default async function CodePage({ searchParams }: { readonly searchParams: Promise<{ error?: string }> }) {
  const { error } = await searchParams;
  return (
    <SignInFrame title="One more code" problem={error === undefined ? null : WRONG}>
      <form method="post" action="/sign-in/code/check" className="mt-5 flex flex-col gap-4">
        <SignInField
          label="Six digits of your authenticator app, or a backup code"
          type="text"
          name="code"
          autoComplete="one-time-code"
        />
        <SignInButton>Sign in</SignInButton>
      </form>
      <SignInNote>
        A backup code works once. Lost both? Whoever runs this installation can help with{" "}
        <code>outturn accounts reset</code>.{" "}
        <Link href="/sign-in" className="link underline">
          Start over
        </Link>
      </SignInNote>
    </SignInFrame>
  );
}
