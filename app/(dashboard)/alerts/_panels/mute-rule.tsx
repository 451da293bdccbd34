import { Instant } from "#components/figures/instant.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { MUTE_HOURS } from "#lib/server/read-incident-form.ts";
import { muteRuleFor } from "../_actions/mute-rule.ts";

const WORDS: Readonly<Record<(typeof MUTE_HOURS)[number], string>> = {
  1: "an hour",
  8: "8 hours",
  24: "a day",
  168: "a week",
};

interface MuteRuleProps {
  readonly id: string;
  readonly name: string;
  /** Null when it speaks. */
  readonly mutedUntil: Date | null;
}

/** Mutes a rule for a while, or says until when it is muted and lets it speak again. */
export function MuteRule({ id, name, mutedUntil }: MuteRuleProps) {
  if (mutedUntil !== null)
    return (
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span>
          {name}: muted until <Instant at={mutedUntil} to="minute" named />
        </span>
        <SettingsForm action={muteRuleFor} hidden={{ id }} fields={[]} submit="Unmute" submitName={`Unmute ${name}`} />
      </div>
    );
  return (
    <SettingsForm
      action={muteRuleFor}
      hidden={{ id }}
      fields={[
        {
          name: "hours",
          label: `Mute ${name} for`,
          value: "24",
          width: "320px",
          options: MUTE_HOURS.map((hours) => ({ value: String(hours), label: WORDS[hours] })),
        },
      ]}
      submit="Mute rule"
      submitName={`Mute rule ${name}`}
    />
  );
}
