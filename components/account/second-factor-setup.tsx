"use client";

import { useActionState } from "react";
import { AccountName } from "#components/account/account-name.tsx";
import { CopyButton } from "#components/controls/copy-button.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import type { FormAction } from "#components/settings/settings-form.tsx";
import { BUTTON } from "#components/ui/button.ts";
import { cn } from "#components/ui/cn.ts";

export interface SetupState {
  readonly problem: string | null;
  readonly setup: {
    /** A QR code as an SVG path, and how many squares it is wide. */
    readonly code: { readonly size: number; readonly path: string };
    readonly secret: string;
    readonly backupCodes: readonly string[];
  } | null;
}

interface SecondFactorSetupProps {
  readonly begin: (state: SetupState, form: FormData) => Promise<SetupState>;
  readonly confirm: FormAction;
  readonly hasPassword: boolean;
  readonly email: string;
}

/** Turning the second factor on: a secret for the app, codes to keep, and the first code as proof. */
export function SecondFactorSetup({ begin, confirm, hasPassword, email }: SecondFactorSetupProps) {
  const [{ problem, setup }, send, pending] = useActionState(begin, { problem: null, setup: null });
  if (setup !== null) return <Confirmation setup={setup} confirm={confirm} />;
  return (
    <form action={send} noValidate>
      <AccountName email={email} />
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        {hasPassword ? (
          <label className="block text-note text-mute">
            <span className="mb-1 block">Current password</span>
            <input
              type="password"
              name="current_password"
              autoComplete="current-password"
              className="h-8 w-[220px] rounded-md border border-hair bg-ground px-2 text-body text-ink max-md:text-[16px]"
            />
          </label>
        ) : null}
        <button type="submit" className={cn(BUTTON, "h-8")} aria-busy={pending}>
          Set up an authenticator app
        </button>
      </div>
      {problem === null ? null : (
        <p role="alert" className="mt-1 text-note text-bad">
          {problem}
        </p>
      )}
    </form>
  );
}

interface ConfirmationProps {
  readonly setup: NonNullable<SetupState["setup"]>;
  readonly confirm: FormAction;
}

function Confirmation({ setup: { code, secret, backupCodes }, confirm }: ConfirmationProps) {
  return (
    <ol className="flex flex-col gap-5">
      <li>
        <p>
          <b className="font-semibold">1.</b> Scan this with the app, or type the secret.
        </p>
        <svg
          role="img"
          aria-label="QR code for the authenticator app"
          viewBox={`0 0 ${code.size} ${code.size}`}
          className="mt-2 size-[176px] rounded-md border border-hair bg-white"
          shapeRendering="crispEdges"
        >
          <path d={code.path} fill="black" />
        </svg>
        <p className="mt-2 flex flex-wrap items-center gap-2">
          <code className="rounded bg-sel px-2 py-1 font-mono text-note break-all">{secret}</code>
          <CopyButton text={secret} what="the secret" />
        </p>
      </li>
      <li>
        <p>
          <b className="font-semibold">2.</b> Keep these backup codes where the app is not. Each works once; they are
          shown this once.
        </p>
        <ul
          aria-label="Backup codes"
          className="mt-2 grid w-fit grid-cols-2 gap-x-6 gap-y-1 rounded bg-sel px-3 py-2 font-mono text-note"
        >
          {backupCodes.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
        <div className="mt-2">
          <CopyButton text={backupCodes.join("\n")} what="the backup codes" />
        </div>
      </li>
      <li>
        <p className="mb-2">
          <b className="font-semibold">3.</b> Type the code that the app shows now.
        </p>
        <SettingsForm
          action={confirm}
          submit="Turn on"
          fields={[{ name: "code", label: "Code", value: "", width: "120px" }]}
        />
      </li>
    </ol>
  );
}
