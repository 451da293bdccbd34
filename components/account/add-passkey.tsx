"use client";

import { useState } from "react";
import { BUTTON } from "#components/ui/button.ts";
import { cn } from "#components/ui/cn.ts";

interface AddPasskeyProps {
  /** The question of the server; null where the session is too old for it. */
  readonly ask: () => Promise<PublicKeyCredentialCreationOptionsJSON | null>;
  readonly add: (answer: unknown, name: string) => Promise<boolean>;
}

const TOO_OLD = "For this, sign in anew: your session is older than a day.";
const REFUSED = "The browser or device did not make a passkey. Please try again.";
const MISFIT = "The passkey was not taken. Please try again.";

/** Makes a passkey with the browser's own dialog. */
export function AddPasskey({ ask, add }: AddPasskeyProps) {
  const [said, setSaid] = useState<{ good: boolean; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async (name: string) => {
    setBusy(true);
    setSaid(await makePasskey({ ask, add }, name));
    setBusy(false);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const name = new FormData(event.currentTarget).get("name");
        void make(typeof name === "string" ? name : "");
      }}
    >
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <label className="block text-note text-mute">
          <span className="mb-1 block">Name of the new passkey</span>
          <input
            name="name"
            maxLength={40}
            autoComplete="off"
            className="h-8 w-[220px] rounded-md border border-hair bg-ground px-2 text-body text-ink max-md:text-[16px]"
          />
        </label>
        <button type="submit" className={cn(BUTTON, "h-8")} aria-busy={busy}>
          Add a passkey
        </button>
      </div>
      <p role="status" className={cn("mt-1 text-note", said?.good === true ? "text-good" : "text-bad")}>
        {said?.text}
      </p>
    </form>
  );
}

async function makePasskey({ ask, add }: AddPasskeyProps, name: string): Promise<{ good: boolean; text: string }> {
  const question = await ask();
  if (question === null) return { good: false, text: TOO_OLD };
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(question);
  const made = await navigator.credentials.create({ publicKey }).catch(() => null);
  if (!(made instanceof PublicKeyCredential)) return { good: false, text: REFUSED };
  return (await add(made.toJSON(), name)) ? { good: true, text: "Added." } : { good: false, text: MISFIT };
}
