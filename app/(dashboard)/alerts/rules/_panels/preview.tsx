import { RulePreviewList } from "#components/alerts/rule-preview-list.tsx";
import { previewRule } from "#lib/alerts/preview-rule.ts";
import type { RuleDraft } from "#lib/alerts/rule.ts";
import { openProject } from "../../../_data/open-project.ts";

export async function PreviewPanel({ draft }: { readonly draft: RuleDraft }) {
  const { db, project } = await openProject();
  const preview = await previewRule(db, project.id, draft, Date.now());
  return <RulePreviewList preview={preview} isBudget={draft.metric === "budget"} />;
}
