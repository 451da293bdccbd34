import Link from "next/link";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { getRuntime } from "#lib/server/runtime.ts";
import { openProject } from "../../_data/open-project.ts";
import { changePassword } from "../_actions/change-password.ts";

export async function PasswordPanel() {
  const { reader } = await openProject();
  const { auth } = await getRuntime();
  return (
    <SettingsSection id="password" title="Password" note="Changing it signs every other browser out.">
      {(await auth.passwords.has(reader.userId)) ? (
        <SettingsForm
          action={changePassword}
          submit="Change password"
          account={reader.email}
          fields={[
            {
              name: "current_password",
              label: "Current password",
              value: "",
              width: "220px",
              secret: "current-password",
            },
            {
              name: "new_password",
              label: "New password, at least 12 characters",
              value: "",
              width: "220px",
              secret: "new-password",
            },
          ]}
        />
      ) : (
        <p>
          You have none: you came in another way.{" "}
          <Link href="/sign-in/reset" className="link underline">
            Set one
          </Link>
        </p>
      )}
    </SettingsSection>
  );
}
