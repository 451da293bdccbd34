import { HeadlineFigures } from "#components/figures/headline-figures.tsx";
import { SpendSentence } from "#components/figures/spend-sentence.tsx";
import { TrustLine } from "#components/figures/trust-line.tsx";
import { ask, askTotal } from "../_data/ask.ts";
import { openProject } from "../_data/open-project.ts";
import { nameBefore } from "../_view/name-span.ts";
import type { View } from "../_view/read-view.ts";

/** The sentence, the figures and how far to trust them. */
export async function HeadlinePanel({ view }: { readonly view: View }) {
  const [now, before, { pricing_coverage }, { project }] = await Promise.all([
    askTotal(view),
    askTotal(view, view.before),
    ask(view, { groupBy: [] }),
    openProject(),
  ]);
  if (now === null) return null;
  return (
    <>
      <SpendSentence now={now} before={before} beforeName={nameBefore(view)} />
      <HeadlineFigures row={now} />
      <TrustLine row={now} pricingCoverage={pricing_coverage} simulated={project.simulated} />
    </>
  );
}
