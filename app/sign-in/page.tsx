import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";

import { getRuntime } from "#lib/server/runtime.ts";

export const metadata: Metadata = { title: "Sign in" };

const ERRORS: Readonly<Record<string, string>> = {
  password: "That e-mail address and password do not belong together.",
  link: "This sign-in link was used already, or is older than an hour. Restarting the server prints a new one.",
  origin: "The form came from another site. Please try again here.",
};

const FIELD =
  "h-9 w-full rounded-[3px] border border-hair bg-ground px-2.5 text-[14px] text-ink focus-visible:outline-2 focus-visible:outline-follow";

export default async function SignInPage({ searchParams }: { readonly searchParams: Promise<{ error?: string }> }) {
  const { auth } = await getRuntime();
  if ((await auth.readSession(await headers())) !== null) redirect("/");
  const { error } = await searchParams;
  const problem = error === undefined ? null : (ERRORS[error] ?? "Signing in did not work. Please try again.");
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[340px] flex-col justify-center px-5 py-12">
      <p className="text-[13px] font-semibold tracking-[-0.01em]">Outturn</p>
      <h1 className="mt-1 border-b-2 border-ink pb-3 text-[20px] font-semibold tracking-[-0.015em]">Sign in</h1>
      {problem !== null && (
        <p role="alert" className="mt-4 text-[13px] text-bad">
          {problem}
        </p>
      )}
      <form method="post" action="/sign-in/password" className="mt-5 flex flex-col gap-4">
        <label className="flex flex-col gap-1.5 text-[12px] text-mute">
          E-mail
          <input className={FIELD} type="email" name="email" autoComplete="username" required />
        </label>
        <label className="flex flex-col gap-1.5 text-[12px] text-mute">
          Password
          <input className={FIELD} type="password" name="password" autoComplete="current-password" required />
        </label>
        <button type="submit" className="mt-1 h-9 rounded-[3px] bg-ink text-[13px] font-medium text-ground">
          Sign in
        </button>
      </form>
      <p className="mt-6 border-t border-hair pt-3 text-[12px] leading-[1.5] text-mute">
        No account yet? The terminal that runs Outturn printed a sign-in link. It works once, within an hour; restarting
        prints a new one.
      </p>
    </main>
  );
}
