"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { BUTTON } from "#components/ui/button.ts";

export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [state, setState] = useState<"ready" | "copied" | "refused">("ready");
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setState("copied"),
      () => setState("refused"),
    );
  };
  return (
    <button type="button" onClick={copy} aria-label={`Copy ${what}`} className={BUTTON}>
      {state === "copied" ? <Check aria-hidden size={13} /> : <Copy aria-hidden size={13} />}
      <span aria-live="polite">
        {state === "ready" ? "Copy" : state === "copied" ? "Copied" : "Select the text to copy it"}
      </span>
    </button>
  );
}
