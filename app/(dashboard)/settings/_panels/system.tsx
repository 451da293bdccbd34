import { SettingsSection } from "#components/settings/settings-section.tsx";
import { SystemFacts } from "#components/settings/system-facts.tsx";
import { readHealth } from "#lib/server/health.ts";
import { readVersion } from "#lib/server/read-version.ts";
import { readDatabaseSize } from "#lib/store/read-database-size.ts";
import { openProject } from "../../_data/open-project.ts";

export async function SystemPanel() {
  const { store } = await openProject();
  const [health, { bytes, postgres }] = await Promise.all([readHealth(), readDatabaseSize(store)]);
  return (
    <SettingsSection
      id="system"
      title="System"
      note={
        <>
          The same, for monitoring: <code>/api/health</code> and <code>/metrics</code>.
        </>
      }
    >
      <SystemFacts health={health} version={readVersion()} databaseBytes={bytes} postgres={postgres} />
    </SettingsSection>
  );
}
