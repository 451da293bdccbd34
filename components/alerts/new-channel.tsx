"use client";

import { useState } from "react";
import { SettingsForm, type FormAction, type FormField } from "#components/settings/settings-form.tsx";

const KINDS = [
  { value: "email", label: "e-mail" },
  { value: "slack", label: "Slack" },
  { value: "teams", label: "Microsoft Teams" },
  { value: "pagerduty", label: "PagerDuty" },
  { value: "webhook", label: "webhook" },
] as const;
type Kind = (typeof KINDS)[number]["value"];

const field = (name: string, label: string, width = "320px"): FormField => ({ name, label, value: "", width });
const HOOK = field("url", "Address of the incoming webhook (https)");

const FIELDS: Readonly<Record<Kind, readonly FormField[]>> = {
  email: [
    field("url", "Mail server (smtps://user:password@host:465)"),
    field("from", "From", "200px"),
    field("to", "To, apart by commas"),
  ],
  slack: [HOOK],
  teams: [HOOK],
  pagerduty: [field("key", "Integration key (Events API v2)")],
  webhook: [field("url", "Address (https)"), field("key", "Signing secret; empty has one made")],
};

/** A new channel: its kind decides what it has to say. */
export function NewChannel({ action }: { readonly action: FormAction }) {
  const [kind, setKind] = useState<Kind>("email");
  return (
    <div>
      <p role="group" aria-label="Kind of the new channel" className="mb-2 flex flex-wrap gap-x-4 gap-y-1">
        {KINDS.map(({ value, label }) => (
          <label key={value} className="flex items-center gap-1.5">
            <input
              type="radio"
              name="kind-of-channel"
              checked={kind === value}
              onChange={() => {
                setKind(value);
              }}
            />
            {label}
          </label>
        ))}
      </p>
      <SettingsForm
        key={kind}
        action={action}
        hidden={{ kind }}
        fields={[field("name", "Name of the new channel", "200px"), ...FIELDS[kind]]}
        submit="Add channel"
      />
    </div>
  );
}
