import { ErasureList } from "#components/settings/erasure-list.tsx";
import { ExportUser } from "#components/settings/export-user.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { mayRole } from "#lib/domain/roles.ts";
import { CONFIRMATION } from "#lib/server/read-erase-form.ts";
import { listJobs } from "#lib/store/jobs.ts";
import { openProject } from "../../_data/open-project.ts";
import { startErasure } from "../_actions/start-erasure.ts";
import { ContentCapture } from "./content-capture.tsx";

const SHOWN = 20;

const KINDS = [
  { value: "task", label: "a task, by its id" },
  { value: "user", label: "a user's tasks, by user.id" },
  { value: "time", label: "tasks that began from day to day" },
] as const;

export async function PrivacyPanel() {
  const { store, project, role } = await openProject();
  const jobs = await listJobs(store, project.id, SHOWN);
  return (
    <SettingsSection
      id="privacy"
      title="Privacy"
      note="Prompts and answers are stored only while content capture is on: sealed, for their own number of days, without keys, addresses and numbers of people. What is deleted leaves rows and figures alike; a receipt says how much it was, and names nobody."
    >
      {mayRole(role, "configure") ? (
        <>
          <ContentCapture project={project} />
          <ExportUser />
          <SettingsForm
            action={startErasure}
            submit="Delete for good"
            fields={[
              { name: "what", label: "Delete", value: "task", width: "230px", options: KINDS },
              { name: "whose", label: "Which", value: "", width: "220px" },
              { name: "confirmation", label: `Type "${CONFIRMATION}"`, value: "", width: "100px" },
            ]}
          />
        </>
      ) : (
        <p>
          Content capture is {project.contentCapture ? `on, for ${project.contentDays} days` : "off"}. An administrator
          switches it, and exports and deletes what is kept about somebody.
        </p>
      )}
      <ErasureList jobs={jobs.filter((job) => job.kind === "erase")} />
    </SettingsSection>
  );
}
