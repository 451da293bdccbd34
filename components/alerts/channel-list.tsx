import { ConfirmAction } from "#components/settings/confirm-action.tsx";
import { SettingsForm, type FormAction } from "#components/settings/settings-form.tsx";
import { cn } from "#components/ui/cn.ts";

export interface ListedChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly hint: string;
  readonly enabled: boolean;
}

interface ChannelListProps {
  readonly channels: readonly ListedChannel[];
  readonly test: FormAction;
  readonly remove: FormAction;
  readonly switchOn: FormAction;
}

/** The channels of a project, each with a test. */
export function ChannelList({ channels, test, remove, switchOn }: ChannelListProps) {
  if (channels.length === 0) return <p className="pb-3">No channel yet: incidents are only listed here.</p>;
  return (
    <ul className="mb-4">
      {channels.map(({ id, name, kind, hint, enabled }) => (
        <li
          key={id}
          className={cn(
            "flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-hair py-2",
            !enabled && "text-mute",
          )}
        >
          <span className="min-w-[180px] flex-1 wrap-anywhere">
            {name}
            <span className="block text-note text-mute">
              {kind} · {hint}
              {enabled ? "" : " · off"}
            </span>
          </span>
          <SettingsForm
            action={test}
            hidden={{ id }}
            fields={[]}
            submit="Send test"
            submitName={`Send test to ${name}`}
          />
          <SettingsForm
            action={switchOn}
            hidden={{ id, enabled: enabled ? "no" : "yes" }}
            fields={[]}
            submit={enabled ? "Switch off" : "Switch on"}
            submitName={`${enabled ? "Switch off" : "Switch on"} ${name}`}
          />
          <ConfirmAction
            action={remove}
            hidden={{ id }}
            open="Delete"
            openName={`Delete ${name}`}
            question={`Delete ${name}?`}
            consequence="Nothing is sent there any more, and what was sent is forgotten."
            confirm="Delete for good"
            keep="Keep it"
          />
        </li>
      ))}
    </ul>
  );
}
