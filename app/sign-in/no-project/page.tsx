import type { Metadata } from "next";

import { SignInButton, SignInFrame, SignInNote } from "#components/sign-in/sign-in-frame.tsx";
import { requireSession } from "#lib/server/session.ts";

export const metadata: Metadata = { title: "No project" };

export default async function NoProjectPage() {
  const { email } = await requireSession();
  return (
    <SignInFrame title="No project yet" problem={null}>
      <p className="mt-5 text-[13px] leading-[1.5]">
        You are signed in as <b className="font-semibold">{email}</b>, but no team has you as a member. Ask somebody of
        your team to invite this address.
      </p>
      <form method="post" action="/sign-in/out" className="mt-5 flex flex-col">
        <SignInButton>Sign out</SignInButton>
      </form>
      <SignInNote>Invitations are links, good for a week. Opening one while signed in joins at once.</SignInNote>
    </SignInFrame>
  );
}
