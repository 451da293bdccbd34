import type { ReactNode } from "react";
import { AccountName } from "#components/account/account-name.tsx";

interface SignInFrameProps {
  readonly title: string;
  /** What went wrong the last time; null when nothing did. */
  readonly problem: string | null;
  readonly children: ReactNode;
}

/** The pages before the dashboard: one narrow column under the product's name. */
export function SignInFrame({ title, problem, children }: SignInFrameProps) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[340px] flex-col justify-center px-5 py-12">
      <p className="text-[13px] font-semibold tracking-[-0.01em]">Outturn</p>
      <h1 className="mt-1 border-b-2 border-ink pb-3 text-[20px] font-semibold tracking-[-0.015em]">{title}</h1>
      {problem === null ? null : (
        <p role="alert" className="mt-4 text-[13px] text-bad">
          {problem}
        </p>
      )}
      {children}
    </main>
  );
}

export function SignInNote({ children }: { readonly children: ReactNode }) {
  return <p className="mt-6 border-t border-hair pt-3 text-[12px] leading-[1.5] text-mute">{children}</p>;
}

interface SignInFieldProps {
  readonly label: string;
  readonly type: "text" | "email" | "password";
  readonly name: string;
  readonly autoComplete: string;
  readonly minLength?: number;
}

export function SignInField({ label, ...input }: SignInFieldProps) {
  return (
    <label className="flex flex-col gap-1.5 text-[12px] text-mute">
      {label}
      <input
        className="h-9 w-full rounded-[3px] border border-hair bg-ground px-2.5 text-[14px] text-ink focus-visible:outline-2 focus-visible:outline-follow max-md:text-[16px]"
        required
        {...input}
      />
    </label>
  );
}

export function SignInButton({ children }: { readonly children: ReactNode }) {
  return (
    <button type="submit" className="mt-1 h-9 rounded-[3px] bg-ink text-[13px] font-medium text-ground">
      {children}
    </button>
  );
}

/** A password that is chosen now, of the account named; empty where the page does not know whose it is. */
export function NewPasswordField({ email }: { readonly email: string }) {
  return (
    <>
      <AccountName email={email} />
      <SignInField
        label="New password, at least 12 characters"
        type="password"
        name="password"
        autoComplete="new-password"
        minLength={12}
      />
    </>
  );
}
