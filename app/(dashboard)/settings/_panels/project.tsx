import { SettingsForm } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { ZONES } from "#components/settings/zones.ts";
import { openProject } from "../../_data/open-project.ts";
import { saveProject } from "../_actions/save-project.ts";

export async function ProjectPanel() {
  const { project } = await openProject();
  return (
    <SettingsSection
      id="project"
      title="Project"
      note="Spend is counted by the days of the billing zone, as invoices are. Success and the other figures are in UTC. Raw rows go by whole months, once every project lets them; figures stay. Nothing keeps all."
    >
      <SettingsForm
        action={saveProject}
        submit="Save"
        submitName="Save project"
        fields={[
          { name: "name", label: "Name", value: project.name, width: "240px" },
          {
            name: "billing_zone",
            label: "Billing zone",
            value: project.billingZone,
            width: "200px",
            offers: ZONES,
          },
          {
            name: "retention_days",
            label: "Keep raw rows for, days",
            value: project.retentionDays === null ? "" : String(project.retentionDays),
            width: "170px",
          },
        ]}
      />
    </SettingsSection>
  );
}
