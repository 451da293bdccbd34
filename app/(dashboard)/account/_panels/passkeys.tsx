import { AddPasskey } from "#components/account/add-passkey.tsx";
import { showInstant } from "#components/format/time.ts";
import { ConfirmAction } from "#components/settings/confirm-action.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { getRuntime } from "#lib/server/runtime.ts";
import { openProject } from "../../_data/open-project.ts";
import { addPasskey } from "../_actions/add-passkey.ts";
import { askNewPasskey } from "../_actions/ask-new-passkey.ts";
import { removePasskey } from "../_actions/remove-passkey.ts";

export async function PasskeysPanel() {
  const { reader } = await openProject();
  const { auth } = await getRuntime();
  const passkeys = await auth.passkeys.list(reader.userId);
  return (
    <SettingsSection
      id="passkeys"
      title="Passkeys"
      note="Your device or password manager signs you in, with your finger, face or PIN. No password or code can be phished."
    >
      {passkeys.length === 0 ? null : (
        <ul className="mb-4 divide-y divide-hair border-y border-hair">
          {passkeys.map(({ id, name, createdAt }) => (
            <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
              <p className="wrap-anywhere">
                {name}
                {createdAt === null ? null : (
                  <span className="block text-note text-mute">added {showInstant(createdAt)} UTC</span>
                )}
              </p>
              <ConfirmAction
                action={removePasskey}
                hidden={{ id }}
                open="Take away"
                openName={`Take the passkey ${name} away`}
                question={`Take ${name} away?`}
                consequence="It signs nobody in any more. Delete it on the device too, which cannot know."
                confirm="Take away"
                keep="Keep"
              />
            </li>
          ))}
        </ul>
      )}
      <AddPasskey ask={askNewPasskey} add={addPasskey} />
    </SettingsSection>
  );
}
