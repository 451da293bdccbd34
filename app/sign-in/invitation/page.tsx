import { own } from "#lib/domain/own.ts";
import type { Metadata } from "next";
import { headers } from "next/headers";

import {
  NewPasswordField,
  SignInButton,
  SignInField,
  SignInFrame,
  SignInNote,
} from "#components/sign-in/sign-in-frame.tsx";
import { getRuntime } from "#lib/server/runtime.ts";
import { findInvitation } from "#lib/store/invite.ts";

export const metadata: Metadata = { title: "Invitation" };

const PROBLEMS: Readonly<Record<string, string>> = {
  gone: "This invitation cannot be used any more.",
  name: "Give a name of up to 80 characters.",
  password: "Choose a password of 12 to 128 characters.",
  account: "This address has an account already: sign in, then open the invitation again.",
  other: "You are signed in under another address than the one that was invited: sign out first.",
};

interface InvitationPageProps {
  readonly searchParams: Promise<{ token?: string; problem?: string }>;
}

export default async function InvitationPage({ searchParams }: InvitationPageProps) {
  const { token = "", problem = "" } = await searchParams;
  const { auth, store } = await getRuntime();
  const invitation = await findInvitation(store, token);
  if (invitation === null) {
    return (
      <SignInFrame title="Invitation" problem={PROBLEMS["gone"] ?? null}>
        <SignInNote>It was used, taken back, or is older than a week. Ask for a new one.</SignInNote>
      </SignInFrame>
    );
  }
  const reader = await auth.readSession(await headers());
  const { email, organisation, role } = invitation;
  return (
    <SignInFrame title={`Join ${organisation}`} problem={own(PROBLEMS, problem) ?? null}>
      <p className="mt-5 text-[13px] leading-[1.5]">
        <b className="font-semibold">{email}</b> is invited as {role}.
      </p>
      <form method="post" action="/sign-in/invitation/accept" className="mt-5 flex flex-col gap-4">
        <input type="hidden" name="token" value={token} />
        {reader === null ? (
          <>
            <SignInField label="Your name" type="text" name="name" autoComplete="name" />
            <NewPasswordField email={email} />
          </>
        ) : null}
        <SignInButton>{reader === null ? "Make account and join" : "Join"}</SignInButton>
      </form>
      {reader === null ? (
        <SignInNote>With an account already, sign in first and open this link again.</SignInNote>
      ) : null}
    </SignInFrame>
  );
}
