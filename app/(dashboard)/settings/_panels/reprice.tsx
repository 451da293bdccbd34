import { isoDay } from "#components/format/time.ts";
import { RepriceJobs } from "#components/settings/reprice-jobs.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { DAY_MS } from "#lib/domain/time.ts";
import { listJobs } from "#lib/store/jobs.ts";
import { openProject, readOptions } from "../../_data/open-project.ts";
import { startReprice } from "../_actions/start-reprice.ts";
import { stopJob } from "../_actions/stop-job.ts";

const SHOWN = 5;
const DAYS = 90;

const MODES = [
  { value: "try", label: "only say what would change" },
  { value: "change", label: "change the costs" },
] as const;

export async function RepricePanel() {
  const { store, project } = await openProject();
  const now = Date.now();
  const [jobs, { models }] = await Promise.all([listJobs(store, project.id, SHOWN), readOptions()]);
  return (
    <SettingsSection
      id="reprice"
      title="Price history again"
      note={
        <>
          Puts the prices of today&rsquo;s table and rules that were in force when each call started on calls that are
          stored already. The same from a shell: <code>npm run outturn -- reprice</code>.
        </>
      }
    >
      <SettingsForm
        action={startReprice}
        submit="Begin"
        submitName="Begin pricing again"
        fields={[
          { name: "from", label: "From (UTC)", value: isoDay(new Date(now - DAYS * DAY_MS)), width: "112px" },
          { name: "to", label: "To, exclusive", value: isoDay(new Date(now + DAY_MS)), width: "112px" },
          { name: "model", label: "Model or pattern, if one", value: "", width: "190px", offers: models },
          { name: "mode", label: "And", value: "try", width: "250px", options: MODES },
        ]}
      />
      <RepriceJobs jobs={jobs.filter((job) => job.kind === "reprice")} stop={stopJob} />
    </SettingsSection>
  );
}
