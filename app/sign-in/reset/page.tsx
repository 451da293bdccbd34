import { own } from "#lib/domain/own.ts";
import type { Metadata } from "next";
import Link from "next/link";

import {
  NewPasswordField,
  SignInButton,
  SignInField,
  SignInFrame,
  SignInNote,
} from "#components/sign-in/sign-in-frame.tsx";
import { getRuntime } from "#lib/server/runtime.ts";

export const metadata: Metadata = { title: "New password" };

const PROBLEMS: Readonly<Record<string, string>> = {
  password: "Choose a password of 12 to 128 characters.",
  gone: "This link was used already, or is older than an hour. Ask for a new one.",
  origin: "The form came from another site. Please try again here.",
};

interface ResetPageProps {
  readonly searchParams: Promise<{ token?: string; problem?: string; sent?: string }>;
}

export default async function ResetPage({ searchParams }: ResetPageProps) {
  const { token, problem = "", sent } = await searchParams;
  const { mailer } = await getRuntime();
  return (
    <SignInFrame title="New password" problem={own(PROBLEMS, problem) ?? null}>
      {token !== undefined ? <ChooseForm token={token} /> : null}
      {token === undefined && mailer !== null ? <AskForm sent={sent !== undefined} /> : null}
      {token === undefined && mailer === null ? <NoMail /> : null}
      <SignInNote>
        <Link href="/sign-in" className="link">
          Back to sign in
        </Link>
      </SignInNote>
    </SignInFrame>
  );
}

function ChooseForm({ token }: { readonly token: string }) {
  return (
    <form method="post" action="/sign-in/reset/password" className="mt-5 flex flex-col gap-4">
      <input type="hidden" name="token" value={token} />
      <NewPasswordField email="" />
      <SignInButton>Set it</SignInButton>
      <p className="text-[12px] leading-[1.5] text-mute">Every browser that is signed in as you is signed out.</p>
    </form>
  );
}

function AskForm({ sent }: { readonly sent: boolean }) {
  if (sent) {
    return (
      <p role="status" className="mt-5 text-[13px] leading-[1.5]">
        If that address has an account, a mail with a link is on its way. The link works once, within an hour.
      </p>
    );
  }
  return (
    <form method="post" action="/sign-in/reset/request" className="mt-5 flex flex-col gap-4">
      <SignInField label="E-mail" type="email" name="email" autoComplete="username" />
      <SignInButton>Mail me a link</SignInButton>
    </form>
  );
}

function NoMail() {
  return (
    <p className="mt-5 text-[13px] leading-[1.5]">
      This installation has no mail server, so it cannot send you a link. Whoever runs it can make one:{" "}
      <code className="font-mono text-[12px] wrap-anywhere">
        npm run outturn -- accounts reset --email you@example.com
      </code>
    </p>
  );
}
