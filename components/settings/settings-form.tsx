"use client";

import { useActionState, useId } from "react";
import { AccountName } from "#components/account/account-name.tsx";
import { CopyButton } from "#components/controls/copy-button.tsx";
import { BUTTON } from "#components/ui/button.ts";
import { cn } from "#components/ui/cn.ts";
import type { FormState } from "#lib/server/change-settings.ts";

export type FormAction = (state: FormState, form: FormData) => Promise<FormState>;

export interface FormField {
  readonly name: string;
  readonly label: string;
  /** What it is of, for those who do not see the row it stands in. */
  readonly of?: string;
  readonly value: string;
  /** CSS width. */
  readonly width: string;
  /** The only values it can take; text otherwise. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** Values to offer beside free text. */
  readonly offers?: readonly string[];
  readonly unit?: string;
  /** What an empty field says. */
  readonly hint?: string;
  readonly decimal?: boolean;
  /** Lines of a text that has several. */
  readonly lines?: number;
  /** A file, of the kinds that this names as `accept` does. */
  readonly file?: string;
  /** A secret, and how a password manager is to take it: hidden while typed, and never sent back. */
  readonly secret?: "current-password" | "new-password";
}

interface SettingsFormProps {
  readonly action: FormAction;
  readonly fields: readonly FormField[];
  readonly submit: string;
  /** Accessible name of the button where its text alone does not tell what it is of. */
  readonly submitName?: string;
  /** Sent along unseen. */
  readonly hidden?: Readonly<Record<string, string>>;
  /** Whose password it is about, where it asks for one. */
  readonly account?: string;
  /** Fields and button in one row of a list, their labels in its head. */
  readonly inRow?: boolean;
}

const NOTHING: FormState = { errors: {}, saved: null, secret: null, values: {} };

/** A form that a server action answers: errors beside their fields, what was typed kept, the outcome announced. */
export function SettingsForm(props: SettingsFormProps) {
  const { action, fields, submit, submitName, hidden = {}, account, inRow = false } = props;
  const [state, send, pending] = useActionState(action, NOTHING);
  return (
    <form action={send} noValidate className="min-w-0">
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {account === undefined ? null : <AccountName email={account} />}
      <div className={cn("flex flex-wrap gap-x-3 gap-y-2", inRow ? "items-end md:items-start" : "items-end")}>
        {fields.map((field) => (
          <Field key={field.name} field={field} state={state} inRow={inRow} />
        ))}
        <button type="submit" className={cn(BUTTON, "h-8")} aria-busy={pending} aria-label={submitName}>
          {submit}
        </button>
      </div>
      <p role="status" className="text-note text-good">
        {pending ? "" : state.saved}
      </p>
      {state.errors["form"] === undefined ? null : (
        <p role="alert" className="mt-1 text-note text-bad">
          {state.errors["form"]}
        </p>
      )}
      {state.secret === null ? null : <Secret text={state.secret} />}
    </form>
  );
}

const INPUT =
  "h-8 w-full rounded-md border border-hair bg-ground px-2 text-body text-ink aria-invalid:border-bad max-md:text-[16px]";

interface FieldProps {
  readonly field: FormField;
  readonly state: FormState;
  readonly inRow: boolean;
}

function Field({ field, state, inRow }: FieldProps) {
  const id = useId();
  const { name, label, of, value, width, offers, unit } = field;
  const error = state.errors[name];
  const shared = {
    id,
    name,
    defaultValue: state.values[name] ?? value,
    "aria-invalid": error !== undefined,
    "aria-describedby": error === undefined ? undefined : `${id}-error`,
  };
  return (
    <div style={{ width }} className="max-w-full">
      <label htmlFor={id} className={cn("mb-1 block text-note text-mute", inRow && "md:sr-only")}>
        {label}
        {of === undefined ? null : <span className="sr-only"> of {of}</span>}
        {unit === undefined ? null : `, ${unit}`}
      </label>
      {/* A new key draws the field anew where the value that is kept has changed. */}
      <Control key={value} field={field} shared={shared} />
      {offers === undefined ? null : (
        <datalist id={`${id}-offers`}>
          {offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
      {error === undefined ? null : (
        <p id={`${id}-error`} className="mt-1 text-note text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

interface ControlProps {
  readonly field: FormField;
  readonly shared: {
    readonly id: string;
    readonly name: string;
    readonly defaultValue: string;
    readonly "aria-invalid": boolean;
    readonly "aria-describedby": string | undefined;
  };
}

function Control({ field: { options, offers, decimal, hint, lines, file, secret }, shared }: ControlProps) {
  if (file !== undefined) {
    const { defaultValue: _, ...rest } = shared;
    return <input {...rest} type="file" accept={file} className={cn(INPUT, "py-1")} />;
  }
  if (secret !== undefined) return <input {...shared} type="password" autoComplete={secret} className={INPUT} />;
  if (lines !== undefined) {
    return <textarea {...shared} rows={lines} spellCheck={false} className={cn(INPUT, "h-auto py-1.5 font-mono")} />;
  }
  if (options !== undefined) {
    return (
      <select {...shared} className={INPUT}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...shared}
      type="text"
      autoComplete="off"
      spellCheck={false}
      placeholder={hint}
      inputMode={decimal === true ? "decimal" : undefined}
      list={offers === undefined ? undefined : `${shared.id}-offers`}
      className={cn(INPUT, decimal === true && "text-right tabular-nums")}
    />
  );
}

/** A new key: this is the only time it can be seen. */
function Secret({ text }: { readonly text: string }) {
  return (
    <div className="mt-2 border-l-2 border-good pl-3">
      <p>
        <b className="font-semibold">Copy it now:</b> it is shown this once and stored nowhere.
      </p>
      <div className="mt-1.5 flex flex-wrap items-center gap-2">
        <code className="rounded bg-sel px-2 py-1 font-mono text-note break-all">{text}</code>
        <CopyButton text={text} what="the new key" />
      </div>
    </div>
  );
}
