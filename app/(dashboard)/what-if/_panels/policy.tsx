import { ReviewSection } from "#components/review/review-section.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { CopyButton } from "#components/controls/copy-button.tsx";
import { writePolicyFunction } from "#lib/review/policy-rules.ts";
import type { WhatIf } from "#lib/server/ask-what-if.ts";
import { findRoutingPolicy } from "#lib/store/routing-policy.ts";
import { openProject } from "../../_data/open-project.ts";
import type { SearchParams } from "../../_view/read-view.ts";
import { savePolicy } from "../_actions/save-policy.ts";

interface PolicyPanelProps {
  readonly asked: WhatIf;
  readonly params: SearchParams;
}

/** The chosen policy to take away, as the router reads it and as code, or to put in force. */
export async function PolicyPanel({ asked: { policy, choice }, params }: PolicyPanelProps) {
  if (choice.size === 0) return null;
  const { store, project } = await openProject();
  const inForce = await findRoutingPolicy(store, project.id);
  const query = new URLSearchParams(
    Object.entries(params).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
  const code = writePolicyFunction(policy);
  const now =
    inForce === null
      ? "No policy is in force."
      : `In force is version ${inForce.version}, saved by ${inForce.createdBy} on ${inForce.createdAt.toISOString().slice(0, 10)}.`;
  return (
    <ReviewSection id="policy" title="Take the policy away" note={now}>
      <p className="no-print mb-2 flex flex-wrap gap-3">
        <a
          href={`/api/v1/what-if?${query.toString()}&format=policy`}
          download="policy.json"
          className="underline underline-offset-3"
        >
          Policy as JSON
        </a>
        <a
          href={`/api/v1/what-if?${query.toString()}&format=ts`}
          download="choose-models.ts"
          className="underline underline-offset-3"
        >
          Policy as TypeScript
        </a>
        <CopyButton text={code} what="the policy's code" />
      </p>
      <pre
        tabIndex={0}
        className="mb-3 max-w-[860px] overflow-x-auto rounded-md bg-sel px-3.5 py-3 font-mono text-note"
      >
        {code}
      </pre>
      <div className="no-print">
        <SettingsForm
          action={savePolicy}
          submit="Put it in force"
          hidden={{ query: query.toString() }}
          fields={[{ name: "note", label: "Why", value: "", width: "320px" }]}
        />
      </div>
    </ReviewSection>
  );
}
