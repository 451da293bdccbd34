"use client";

import { useActionState, useId, useRef } from "react";
import { BUTTON, TEXT_BUTTON } from "#components/ui/button.ts";
import type { FormAction } from "./settings-form.tsx";

interface ConfirmActionProps {
  readonly action: FormAction;
  readonly hidden: Readonly<Record<string, string>>;
  /** What opens the question. */
  readonly open: string;
  readonly openName: string;
  readonly question: string;
  readonly consequence: string;
  readonly confirm: string;
  readonly keep: string;
}

/** Something that cannot be undone: asked for once more, in the browser's own modal dialog. */
export function ConfirmAction(props: ConfirmActionProps) {
  const { action, hidden, open, openName, question, consequence, confirm, keep } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [state, send, pending] = useActionState(action, { errors: {}, saved: null, secret: null, values: {} });
  return (
    <>
      <button type="button" className={TEXT_BUTTON} aria-label={openName} onClick={() => dialog.current?.showModal()}>
        {open}
      </button>
      <dialog
        ref={dialog}
        aria-labelledby={`${id}-question`}
        aria-describedby={`${id}-consequence`}
        className="m-auto max-w-[420px] rounded-md border border-hair bg-ground p-5 text-left text-ink backdrop:bg-black/40"
      >
        <h3 id={`${id}-question`} className="text-[15px] font-semibold">
          {question}
        </h3>
        <p id={`${id}-consequence`} className="mt-2 whitespace-normal text-mute">
          {consequence}
        </p>
        {state.errors["form"] === undefined ? null : (
          <p role="alert" className="mt-2 text-bad">
            {state.errors["form"]}
          </p>
        )}
        <form action={send} className="mt-4 flex justify-end gap-2">
          {Object.entries(hidden).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <button type="button" className={BUTTON} onClick={() => dialog.current?.close()}>
            {keep}
          </button>
          <button type="submit" className={`${BUTTON} border-bad text-bad`} aria-busy={pending}>
            {confirm}
          </button>
        </form>
      </dialog>
    </>
  );
}
