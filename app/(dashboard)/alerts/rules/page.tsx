import type { Metadata } from "next";
import { PageLink } from "#components/controls/page-link.tsx";
import { RuleTable } from "#components/alerts/rule-table.tsx";
import { PageHead } from "#components/shell/page-head.tsx";
import { BUTTON } from "#components/ui/button.ts";
import { METRIC_WORDS } from "#components/words/metric-words.ts";
import { mutedUntilOf } from "#lib/alerts/read-rule.ts";
import { listRules, listSeries } from "#lib/store/alerts/rules.ts";
import { openProject } from "../../_data/open-project.ts";
import { deleteRuleForGood } from "../_actions/delete-rule.ts";
import { switchRule } from "../_actions/switch-rule.ts";
import { AlertPages } from "../_panels/alert-pages.tsx";

export const metadata: Metadata = { title: "Alert rules" };

export default async function RulesPage() {
  const { store, project } = await openProject();
  const [rules, series] = await Promise.all([listRules(store, project.id), listSeries(store, project.id)]);
  const firing = new Set(series.filter(({ incidentId }) => incidentId !== null).map(({ ruleId }) => ruleId));
  return (
    <>
      <PageHead title="What is watched" simulated={project.simulated}>
        <AlertPages here="/alerts/rules" />
      </PageHead>
      <RuleTable
        rules={rules.map((rule) => ({
          id: rule.id,
          name: rule.name,
          what: [METRIC_WORDS[rule.metric]?.name ?? rule.metric, rule.subject].filter((text) => text !== "").join(": "),
          scope: [rule.provider, rule.model, rule.taskType, rule.tool].filter((text) => text !== "").join(", "),
          sensitivity: rule.threshold === null ? rule.sensitivity : "own limit",
          enabled: rule.enabled,
          firing: firing.has(rule.id),
          mutedUntil: mutedUntilOf(rule, Date.now()),
        }))}
        remove={deleteRuleForGood}
        switchOn={switchRule}
      />
      <PageLink href="/alerts/rules/new" className={BUTTON}>
        New rule
      </PageLink>
    </>
  );
}
