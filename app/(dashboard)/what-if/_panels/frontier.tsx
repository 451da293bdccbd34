import { PageLink } from "#components/controls/page-link.tsx";
import { ReviewSection } from "#components/review/review-section.tsx";
import { ReviewTable } from "#components/review/review-table.tsx";
import { percent } from "#lib/review/document/show-figures.ts";
import { stratumParam, type WhatIf } from "#lib/server/ask-what-if.ts";
import type { PolicyOption } from "#lib/review/search-policies.ts";
import { showNano } from "../../_view/show-nano.ts";
import { showMs, showNanoRange, showPoints, showRateRange } from "../_view/show-what-if.ts";

/** Each policy that no other beats in cost and success at once, and the best of them. */
export function FrontierPanel({
  asked: { frontier, best, floor, tasksAMonth, latencyOf },
}: {
  readonly asked: WhatIf;
}) {
  const wanted = floor === null ? "no worse success than today" : `success of at least ${percent(floor, 0)}`;
  const rows = frontier.map((option) => {
    const { costPerTask, successRate, successChange } = option.projection;
    return [
      <PolicyLink key="link" option={option} isBest={option === best} />,
      showNano(costPerTask.value * tasksAMonth),
      showNanoRange(costPerTask, tasksAMonth),
      percent(successRate.value),
      showRateRange(successRate),
      showPoints(successChange.value),
      showMs(latencyOf(option.choice).call?.p95),
    ];
  });
  return (
    <ReviewSection
      id="frontier"
      title="The best policies"
      note={`Cheapest first, each more successful than the one before. Best is the cheapest with ${wanted}, at the interval's lower end. What is picked for looking best looks a little better than it is: write the decision down and let it be measured.`}
    >
      {rows.length === 0 ? <p>No policy can be reckoned from these records.</p> : null}
      <ReviewTable
        caption="The best policies"
        head={["Policy", "A month", "95% interval", "Success", "Its interval", "Change", "95% of calls within"]}
        wideOnly={["95% interval", "Its interval", "95% of calls within"]}
        rows={rows}
      />
      {best === null ? <p className="mt-2">None of them surely has {wanted}.</p> : null}
    </ReviewSection>
  );
}

function PolicyLink({ option: { choice }, isBest }: { readonly option: PolicyOption; readonly isBest: boolean }) {
  const query = new URLSearchParams([...choice].map(([stratum, model]) => [stratumParam(stratum), model]));
  const name = choice.size === 0 ? "as today" : [...new Set(choice.values())].join(", ");
  return (
    <PageLink
      href={`/what-if?${query.toString()}`}
      className="underline decoration-hair underline-offset-3 hover:text-follow"
    >
      {name}
      {isBest ? " (best)" : ""}
    </PageLink>
  );
}
