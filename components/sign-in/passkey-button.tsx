"use client";

import { useState } from "react";

const ROUTE = "/sign-in/passkey";
const REFUSED = "No passkey for this site was offered, or it did not fit.";

/** Signs in with a passkey, by the browser's own dialog. */
export function PasskeyButton() {
  const [problem, setProblem] = useState<string | null>(null);
  const signIn = async () => {
    setProblem(null);
    const done = await signInWithPasskey().catch(() => false);
    if (done) window.location.assign("/");
    else setProblem(REFUSED);
  };
  return (
    <>
      <button
        type="button"
        onClick={() => void signIn()}
        className="h-9 rounded-[3px] border border-hair text-[13px] font-medium text-ink hover:bg-sel"
      >
        Sign in with a passkey
      </button>
      {problem === null ? null : (
        <p role="alert" className="text-[13px] text-bad">
          {problem}
        </p>
      )}
    </>
  );
}

async function signInWithPasskey(): Promise<boolean> {
  // What the server made is what the browser's own function reads.
  const question = (await (await fetch(ROUTE)).json()) as PublicKeyCredentialRequestOptionsJSON;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(question);
  const answer = await navigator.credentials.get({ publicKey });
  if (!(answer instanceof PublicKeyCredential)) return false;
  const body = JSON.stringify(answer.toJSON());
  const sent = await fetch(ROUTE, { method: "POST", headers: { "content-type": "application/json" }, body });
  return sent.ok;
}
