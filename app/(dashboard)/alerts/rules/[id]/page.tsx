import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { RuleForm } from "#components/alerts/rule-form.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { PageHead } from "#components/shell/page-head.tsx";
import { SectionSkeleton } from "#components/states/skeletons.tsx";
import { mutedUntilOf } from "#lib/alerts/read-rule.ts";
import type { RuleDraft } from "#lib/alerts/rule.ts";
import { scopeNames } from "#lib/alerts/scope-names.ts";
import type { FormReading, FormTexts } from "#lib/server/read-settings-form.ts";
import { listChannels } from "#lib/store/alerts/channels.ts";
import { findRule } from "#lib/store/alerts/rules.ts";
import { readRuleForm } from "#lib/server/read-alert-form.ts";
import { openProject, readOptions } from "../../../_data/open-project.ts";
import type { SearchParams } from "../../../_view/read-view.ts";
import { saveRuleAs } from "../../_actions/save-rule.ts";
import { AlertPages } from "../../_panels/alert-pages.tsx";
import { MuteRule } from "../../_panels/mute-rule.tsx";
import { PreviewPanel } from "../_panels/preview.tsx";
import { textsOfRule } from "../_panels/texts-of-rule.ts";

export const metadata: Metadata = { title: "Alert rule" };

interface RulePageProps {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<SearchParams>;
}

/** A rule that is made or changed: what the form says stands in the address, and is previewed before it is saved. */
export default async function RulePage({ params, searchParams }: RulePageProps) {
  const { id } = await params;
  const { store, db, project } = await openProject();
  const rule = id === "new" ? null : await findRule(store, project.id, id);
  if (id !== "new" && rule === null) notFound();
  const asked = textsOf(await searchParams);
  const isAsked = Object.keys(asked).length > 0;
  const texts = isAsked ? asked : textsOfRule(rule);
  const reading = readRuleForm(texts);
  const [options, names, channels] = await Promise.all([
    readOptions(),
    scopeNames(db, project.id, Date.now()),
    listChannels(store, project.id),
  ]);
  return (
    <>
      <PageHead title={rule === null ? "A new rule" : rule.name} simulated={project.simulated}>
        <AlertPages here="/alerts/rules" />
      </PageHead>
      {rule === null ? null : (
        <div className="mb-5">
          <MuteRule id={rule.id} name={rule.name} mutedUntil={mutedUntilOf(rule, Date.now())} />
        </div>
      )}
      <RuleForm
        path={`/alerts/rules/${id}`}
        texts={texts}
        errors={errorsOf(isAsked, reading)}
        options={{ ...options, ...names }}
        channels={channels.map((channel) => ({ id: channel.id, name: channel.name }))}
      />
      {reading.ok && (isAsked || rule !== null) ? (
        <PreviewAndSave texts={texts} draft={reading.value} ruleId={rule?.id ?? null} />
      ) : null}
    </>
  );
}

function textsOf(params: SearchParams): FormTexts {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** A form that nobody filled yet is not wrong. */
function errorsOf(isAsked: boolean, reading: FormReading<RuleDraft>): Readonly<Record<string, string>> {
  return isAsked && !reading.ok ? reading.errors : {};
}

interface PreviewAndSaveProps {
  readonly texts: FormTexts;
  readonly draft: RuleDraft;
  /** Null for a new rule. */
  readonly ruleId: string | null;
}

function PreviewAndSave({ texts, draft, ruleId }: PreviewAndSaveProps) {
  return (
    <>
      <Suspense key={JSON.stringify(texts)} fallback={<SectionSkeleton height={160} />}>
        <PreviewPanel draft={draft} />
      </Suspense>
      <div className="mt-5">
        <SettingsForm
          action={saveRuleAs}
          hidden={{ ...texts, ...(ruleId !== null && { id: ruleId }) }}
          fields={[]}
          submit={ruleId === null ? "Save rule" : "Save changes"}
        />
      </div>
    </>
  );
}
