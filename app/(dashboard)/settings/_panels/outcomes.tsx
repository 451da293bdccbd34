import { SettingsForm } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { importOutcomes } from "../_actions/import-outcomes.ts";

export function OutcomesPanel() {
  return (
    <SettingsSection
      id="outcomes"
      title="Outcomes from a file"
      note={
        <>
          CSV of at most 10,000 rows with the columns <code>task_id</code> and <code>outcome</code> (succeeded, failed
          or cancelled), and perhaps <code>reason</code>, <code>source</code> and <code>at</code>. All rows are taken,
          or none.
        </>
      }
    >
      <SettingsForm
        action={importOutcomes}
        submit="Take outcomes"
        fields={[{ name: "file", label: "CSV file", value: "", width: "320px", file: ".csv,text/csv" }]}
      />
    </SettingsSection>
  );
}
