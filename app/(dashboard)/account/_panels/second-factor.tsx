import { SecondFactorSetup } from "#components/account/second-factor-setup.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { getRuntime } from "#lib/server/runtime.ts";
import { openProject } from "../../_data/open-project.ts";
import { beginSecondFactor } from "../_actions/begin-second-factor.ts";
import { confirmSecondFactor } from "../_actions/confirm-second-factor.ts";
import { endSecondFactor } from "../_actions/end-second-factor.ts";

export async function SecondFactorPanel() {
  const { reader } = await openProject();
  const { auth } = await getRuntime();
  const hasPassword = await auth.passwords.has(reader.userId);
  return (
    <SettingsSection
      id="second-factor"
      title="Second factor"
      note="With it, a password that leaked lets nobody in: a code of your authenticator app is asked for too."
    >
      {reader.hasSecondFactor ? (
        <>
          <p className="mb-3">
            It is <b className="font-semibold">on</b>. To move it to another app, turn it off and on again.
          </p>
          <SettingsForm
            action={endSecondFactor}
            submit="Turn off"
            account={reader.email}
            fields={
              hasPassword
                ? [
                    {
                      name: "current_password",
                      label: "Current password",
                      value: "",
                      width: "220px",
                      secret: "current-password",
                    },
                  ]
                : []
            }
          />
        </>
      ) : (
        <SecondFactorSetup
          begin={beginSecondFactor}
          confirm={confirmSecondFactor}
          hasPassword={hasPassword}
          email={reader.email}
        />
      )}
    </SettingsSection>
  );
}
