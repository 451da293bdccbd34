import { SettingsForm } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { TagList } from "#components/settings/tag-list.tsx";
import { showQuantity } from "#components/format/number.ts";
import { listTaskTags } from "#lib/store/list-task-tags.ts";
import { readFoldLag } from "#lib/store/read-fold-state.ts";
import { openProject } from "../../_data/open-project.ts";
import { declareTag } from "../_actions/declare-tag.ts";
import { undeclareTag } from "../_actions/undeclare-tag.ts";

export async function TagsPanel() {
  const { store, project } = await openProject();
  const [carried, { marks }] = await Promise.all([listTaskTags(store, project.id), readFoldLag(store)]);
  const offers = carried.filter((tag) => tag !== "environment" && !project.declaredTags.includes(tag));
  return (
    <SettingsSection
      id="tags"
      title="Declared tags"
      note="Figures are kept by a declared tag, such as customer or prompt, for past tasks too: declaring counts all tasks again, in the background."
    >
      <TagList tags={project.declaredTags} undeclare={undeclareTag} />
      <SettingsForm
        action={declareTag}
        submit="Declare"
        submitName="Declare tag"
        fields={[{ name: "tag", label: "Tag", value: "", width: "240px", offers }]}
      />
      <p className="mt-2 text-note wrap-anywhere text-mute">
        {offers.length === 0
          ? "The latest tasks carry no other tag."
          : `The latest tasks also carry: ${offers.join(", ")}.`}
        {marks === 0 ? "" : ` Back-fill: ${showQuantity(marks, "task")} still to be counted.`}
      </p>
    </SettingsSection>
  );
}
