import { SettingsSection } from "#components/settings/settings-section.tsx";
import { TaskTypeList } from "#components/settings/task-type-list.tsx";
import { readOptions } from "../../_data/open-project.ts";
import { readTaskTypes } from "../../_data/read-task-types.ts";
import { saveTaskTypeSettings } from "../_actions/save-task-type-settings.ts";

export async function TaskTypesPanel() {
  const [{ taskTypes }, said] = await Promise.all([readOptions(), readTaskTypes()]);
  const names = [...new Set([...taskTypes, ...said.map(({ name }) => name)])].sort();
  const types = names.map(
    (name) => said.find((type) => type.name === name) ?? { name, failureCostNano: null, successFloor: null },
  );
  return (
    <SettingsSection
      id="task-types"
      title="Task types"
      note={
        <>
          What a failed task costs beside its calls (review, rework): it makes the full cost per success. Models whose
          success is under the floor are greyed where cost per success is ranked. Leave empty what you do not know.
        </>
      }
    >
      <TaskTypeList
        types={types.map(({ name, failureCostNano, successFloor }) => ({ name, failureCostNano, successFloor }))}
        save={saveTaskTypeSettings}
      />
    </SettingsSection>
  );
}
