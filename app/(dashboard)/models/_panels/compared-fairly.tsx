import Link from "next/link";
import { Fragment } from "react";
import { ReviewSection } from "#components/review/review-section.tsx";
import { ReviewTable } from "#components/review/review-table.tsx";
import { compareModels, mostUsedModel, type ModelComparison } from "#lib/review/compare-models.ts";
import { readRecords } from "#lib/review/document/ask-week.ts";
import { percent } from "#lib/review/document/show-figures.ts";
import { readHistory } from "#lib/review/history.ts";
import { splitStratum } from "#lib/review/stratum.ts";
import { widenToHours } from "#lib/domain/time.ts";
import { openProject } from "../../_data/open-project.ts";
import { oneOf, viewQuery, type SearchParams, type View } from "../../_view/read-view.ts";
import { showNano } from "../../_view/show-nano.ts";

const PER = 1000;

/** Each model beside one of them on the same mix of work, where both did enough of it. */
export async function ComparedFairlyPanel({ view, params }: { readonly view: View; readonly params: SearchParams }) {
  const { db, project } = await openProject();
  const { cells } = await readRecords(db, project.id, widenToHours(view.range));
  const types = view.filters.task_type;
  const history = readHistory(
    cells.filter(({ stratum }) => types.length === 0 || types.includes(splitStratum(stratum).taskType)),
  );
  const asked = oneOf(params, "against");
  const against = asked !== null && history.rates.has(asked) ? asked : mostUsedModel(history);
  if (against === null || history.rates.size < 2) return null;
  const compared = compareModels(history, against);
  const told = compared.filter(({ figures }) => figures !== null);
  return (
    <div className="mt-7">
      <ReviewSection
        id="compared"
        title={`On the same work as ${against}`}
        note="Models get different work. Here they are compared within task type and input size, weighted by this project's own mix, in production. The intervals hold for all rows together and however often one looks; whoever chose may still have known what the records do not. Choose a model to compare the others with it."
      >
        {told.length === 0 ? (
          <p className="mb-2">No other model did enough of the same work.</p>
        ) : (
          <ReviewTable
            caption={`Models compared with ${against} on the same work`}
            head={["Model", "Same work", "1,000 successes", "Difference", "Ratio", "Success", "What it says"]}
            words={["What it says"]}
            wideOnly={["Same work", "Difference", "Ratio", "What it says"]}
            rows={told.map((one) => [
              <Fragment key="model">
                <AgainstLink model={one.model} params={params} />
                <span className="block text-note text-mute md:hidden">{verdictOf(one)}</span>
              </Fragment>,
              percent(one.overlap, 0),
              ...figureCells(one),
              verdictOf(one),
            ])}
          />
        )}
        <Refused compared={compared} params={params} />
      </ReviewSection>
    </div>
  );
}

/** What nothing can be said of, by what is missing. */
function Refused({
  compared,
  params,
}: {
  readonly compared: readonly ModelComparison[];
  readonly params: SearchParams;
}) {
  const refused = compared.filter(({ figures }) => figures === null);
  const reasons = Map.groupBy(refused, ({ refused: reason }) => reason ?? "there is too little to compare");
  return (
    <ul className="mt-2 max-w-[860px] space-y-1 text-note text-mute">
      {[...reasons].map(([reason, of]) => (
        <li key={reason}>
          No verdict on{" "}
          {of.map(({ model }, i) => (
            <Fragment key={model}>
              {i === 0 ? "" : ", "}
              <AgainstLink model={model} params={params} />
            </Fragment>
          ))}
          : {reason}.
        </li>
      ))}
    </ul>
  );
}

function AgainstLink({ model, params }: { readonly model: string; readonly params: SearchParams }) {
  return (
    <Link
      href={`/models${viewQuery(params, { against: model })}#compared`}
      className="underline decoration-hair underline-offset-3 hover:text-follow"
      title={`Compare all with ${model}`}
    >
      {model}
    </Link>
  );
}

function figureCells({ figures }: ModelComparison): readonly React.ReactNode[] {
  if (figures === null) return [];
  const { costPerSuccess, againstCostPerSuccess, difference, ratio, successDifference } = figures;
  const money = (nano: number): string => showNano(nano * PER);
  const share = (times: number): string => `× ${times.toFixed(2)}`;
  const points = (change: number): string => `${change < 0 ? "−" : "+"}${(Math.abs(change) * 100).toFixed(1)}`;
  return [
    <Figure key="c" value={money(costPerSuccess.value)} range={`against ${money(againstCostPerSuccess.value)}`} />,
    <Figure key="d" value={money(difference.value)} range={range(difference, money)} />,
    <Figure key="r" value={share(ratio.value)} range={range(ratio, share)} />,
    <Figure key="s" value={`${points(successDifference.value)} points`} range={range(successDifference, points)} />,
  ];
}

function range(
  { low, high }: { readonly low: number; readonly high: number | null },
  show: (x: number) => string,
): string {
  return `${Number.isFinite(low) ? show(low) : "no bound"} to ${high === null ? "no bound" : show(high)}`;
}

function Figure({ value, range: ends }: { readonly value: string; readonly range: string }) {
  return (
    <>
      {value}
      <span className="block text-[11px] leading-3.5 text-mute">{ends}</span>
    </>
  );
}

function verdictOf({ figures, rawRatio, against }: ModelComparison): string {
  if (figures === null) return "";
  const { verdict, reversed, breakEvenFailureCost: worth, successDifference } = figures;
  const money = { cheaper: "A success is cheaper.", dearer: "A success is dearer.", not_told_apart: "Not told apart." };
  const better = successDifference.value > 0 ? "It" : against;
  return [
    money[verdict],
    ...(reversed ? [`In the table above it looks the other way round (× ${(rawRatio ?? 0).toFixed(2)}).`] : []),
    ...(worth === null
      ? []
      : [`${better} is worth more where a failed task costs over ${showNano(worth)} beside its calls.`]),
  ].join(" ");
}
