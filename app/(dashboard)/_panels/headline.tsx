import { IncidentLine } from "#components/alerts/incident-line.tsx";
import { listIncidents } from "#lib/store/alerts/incidents.ts";
import { decidedTasks } from "#components/figures/read-cost-per-success.ts";
import { Snippet } from "#components/states/snippet.tsx";
import { SNIPPETS } from "#components/words/snippets.ts";
import { HeadlineFigures } from "#components/figures/headline-figures.tsx";
import { SpendSentence } from "#components/figures/spend-sentence.tsx";
import { TrustLine } from "#components/figures/trust-line.tsx";
import { parseUsd } from "#lib/domain/money.ts";
import { ask, askTotal } from "../_data/ask.ts";
import { askCaptured } from "../_data/ask-captured.ts";
import { openProject } from "../_data/open-project.ts";
import { nameBefore } from "../_view/name-span.ts";
import type { View } from "../_view/read-view.ts";

interface HeadlinePanelProps {
  readonly view: View;
  /** Page of a model; without it no model is singled out, as on a model's own page. */
  readonly modelHref?: (model: string) => string;
}

/** The model whose tasks waste most, where there are several and it wastes at least a fifth of it all. */
async function findMostWasted(view: View): Promise<{ model: string; nano: bigint } | null> {
  const { rows } = await ask(view, { groupBy: ["entry_model"] });
  const wastes = rows
    .map((row) => ({ model: String(row.group["entry_model"] ?? ""), nano: parseUsd(row.waste_usd) }))
    .sort((a, b) => (a.nano < b.nano ? 1 : -1));
  const total = wastes.reduce((sum, { nano }) => sum + nano, 0n);
  const [most, second] = wastes;
  return most === undefined || second === undefined || total === 0n || most.nano * 5n < total ? null : most;
}

/** The sentence, the figures and how far to trust them. */
export async function HeadlinePanel({ view, modelHref }: HeadlinePanelProps) {
  const [now, before, { pricing_coverage }, { project }, captured, most] = await Promise.all([
    askTotal(view),
    askTotal(view, view.before),
    ask(view, { groupBy: [] }),
    openProject(),
    askCaptured(view),
    modelHref === undefined ? null : findMostWasted(view),
  ]);
  if (now === null) return null;
  return (
    <>
      <SpendSentence
        now={now}
        before={before}
        beforeName={nameBefore(view)}
        mostWasted={most && modelHref ? { ...most, href: modelHref(most.model) } : null}
      />
      <HeadlineFigures row={now} />
      <TrustLine row={now} pricingCoverage={pricing_coverage} capturedShare={captured} simulated={project.simulated} />
      {modelHref === undefined ? null : <Alerting />}
      {decidedTasks(now) === 0 ? <Snippet {...SNIPPETS[2]} /> : null}
    </>
  );
}

async function Alerting() {
  const { store, project } = await openProject();
  const incidents = await listIncidents(store, { projectId: project.id, open: true });
  return <IncidentLine head="Alerting" incidents={incidents} now={new Date()} moreHref="/alerts?state=open" />;
}
