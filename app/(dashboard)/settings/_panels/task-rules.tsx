import { SettingsForm } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { showQuantity } from "#components/format/number.ts";
import { NO_RULES } from "#lib/domain/task-rules.ts";
import { writeRulesForm } from "#lib/server/read-rules-form.ts";
import { readFoldLag } from "#lib/store/read-fold-state.ts";
import { findTaskRules } from "#lib/store/task-rules.ts";
import type { SavedRules } from "#lib/store/task-rules.ts";
import { openProject } from "../../_data/open-project.ts";
import { saveRules } from "../_actions/save-task-rules.ts";

const CONVERSATIONS = [
  { value: "no", label: "a task for each trace" },
  { value: "yes", label: "a task for each conversation" },
] as const;
const MODES = [
  { value: "try", label: "only say what would change" },
  { value: "from_now", label: "hold for tasks from now on" },
  { value: "all", label: "hold for all tasks, past ones too" },
] as const;

export async function TaskRulesPanel() {
  const { store, project } = await openProject();
  const [saved, { marks }] = await Promise.all([findTaskRules(store, project.id), readFoldLag(store)]);
  const held = writeRulesForm(saved.versions.at(-1)?.rules ?? NO_RULES);
  const value = (name: string): string => held[name] ?? "";
  return (
    <SettingsSection
      id="task-rules"
      title="Tasks of other instrumentations"
      note="What spans that name no task of ours belong to, how such tasks are called, and what decides them. Tasks that say so themselves are not touched."
    >
      <SettingsForm
        action={saveRules}
        submit="Go"
        submitName="Go on with task rules"
        fields={[
          {
            name: "types",
            label: "Types: root span -> type, one a line, * for any text",
            value: value("types"),
            width: "396px",
            lines: 3,
          },
          {
            name: "checks",
            label: "Checks: name >= score for TYPE decides, one a line",
            value: value("checks"),
            width: "396px",
            lines: 3,
          },
          {
            name: "conversations",
            label: "Spans make",
            value: value("conversations"),
            width: "232px",
            options: CONVERSATIONS,
          },
          { name: "attribute", label: "Attribute that is the outcome", value: value("attribute"), width: "210px" },
          { name: "succeeded", label: "Succeeded when it is", value: value("succeeded"), width: "150px" },
          { name: "failed", label: "Failed when it is", value: value("failed"), width: "150px" },
          { name: "cancelled", label: "Cancelled when it is", value: value("cancelled"), width: "150px" },
          { name: "mode", label: "And", value: "try", width: "270px", options: MODES },
        ]}
      />
      <p className="mt-2 text-note text-mute">{progress(saved, marks)}</p>
    </SettingsSection>
  );
}

function progress({ versions, backlog }: SavedRules, marks: number): string {
  if (versions.length === 0) return "No rules are in force.";
  const fromUs = versions.at(-1)?.fromUs ?? 0;
  const since =
    fromUs === 0 ? "In force for all tasks." : `In force for tasks from ${new Date(fromUs / 1000).toISOString()}.`;
  const days = backlog === null ? "" : ` Past: ${backlog.done} of ${showQuantity(backlog.total, "day")} placed.`;
  return `${since}${days}${marks === 0 ? "" : ` ${showQuantity(marks, "task")} still to be counted.`}`;
}
