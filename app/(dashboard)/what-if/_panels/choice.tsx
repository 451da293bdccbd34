import { ChoiceForm } from "#components/review/choice-form.tsx";
import { ReviewSection } from "#components/review/review-section.tsx";
import { count } from "#lib/review/document/show-figures.ts";
import { STRATUM_FLOOR } from "#lib/review/project-policy.ts";
import { splitStratum } from "#lib/review/stratum.ts";
import { stratumParam, type WhatIf } from "#lib/server/ask-what-if.ts";
import type { SearchParams } from "../../_view/read-view.ts";

/** A model for every kind of work: task type × input size, as the records of four weeks hold it. */
export function ChoicePanel({ asked, params }: { readonly asked: WhatIf; readonly params: SearchParams }) {
  const { history, choice } = asked;
  const rows = history.strata.map(({ name, tasks, models }) => ({
    ...splitStratum(name),
    param: stratumParam(name),
    tasks: count(tasks),
    chosen: choice.get(name) ?? "",
    models: [...history.rates.keys()].sort().map((model) => {
      const seen = models.get(model)?.moments.tasks ?? 0;
      return { name: model, said: `${count(seen)} tasks`, enough: seen >= STRATUM_FLOOR };
    }),
  }));
  const text = (name: string): string => (typeof params[name] === "string" ? params[name] : "");
  return (
    <ReviewSection
      id="choice"
      title="Which model each kind of work begins with"
      note={`From the records of the last four weeks. A model needs ${STRATUM_FLOOR} tasks of its own in a row to be reckoned with there.`}
    >
      <ChoiceForm rows={rows} volume={text("volume")} floor={text("floor")} explore={text("explore")} />
    </ReviewSection>
  );
}
