import {
  adviceSentence,
  claimSentence,
  decisionSentence,
  forecastSentence,
  fourWeekSentence,
  incidentSentence,
  openingSentence,
} from "./say-review.ts";
import { dollars, percent, perThousand, signedDollars } from "./show-figures.ts";
import type { ExplainedChange, Review } from "./review.ts";
import { FACTOR_WORDS } from "./words.ts";

/** Of each list what a message has room for. */
const MOST = 3;

/** Subject of the message that a review is sent in. */
export function digestTitle({ week, now }: Review): string {
  const spend = now.spend_known ? ` ${dollars(now.spend_usd)} spent` : "";
  const cost = now.cost_per_success_usd;
  const success = cost === null ? "" : `, ${dollars(perThousand(cost))} for 1,000 successes`;
  return `Cost review of ${week}${spend === "" ? "" : `:${spend}`}${success}`;
}

/** A review in the lines of a message: what was spent, why, what stands out, what to do. */
export function digestLines(review: Review): string[] {
  const { claims, incidents, advice, decisions, forecast } = review;
  return [
    openingSentence(review),
    ...[fourWeekSentence(review)].filter((sentence) => sentence !== null),
    ...why("Spend", review.spend_change, (usd) => signedDollars(usd)),
    ...why("1,000 successes", review.cost_per_success_explained, (usd) => signedDollars(perThousand(usd))),
    ...few("Beyond chance", claims.map(claimSentence)),
    ...few("Incidents", incidents.map(incidentSentence)),
    ...few("What to change", advice.map(adviceSentence)),
    ...few("Decisions", decisions.toReversed().map(decisionSentence)),
    ...(forecast === null ? [] : ["", forecastSentence(forecast)]),
    ...unpriced(review),
    ...(review.settled ? [] : ["", "Outcomes of the week are still coming in: its success may yet change."]),
  ];
}

function why(what: string, change: ExplainedChange | null, show: (usd: string) => string): string[] {
  if (change === null || change.parts.length === 0) return [];
  const size = (usd: string): number => Math.abs(Number(usd));
  const parts = change.parts.toSorted((a, b) => size(b.usd) - size(a.usd)).slice(0, MOST);
  const said = parts.map(({ factor, usd }) => `${FACTOR_WORDS[factor].toLowerCase()} ${show(usd)}`);
  return [`${what} against the week before: ${show(change.total_usd)}, most of it by ${said.join(", ")}.`];
}

function few(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - MOST;
  return [
    "",
    `${title}:`,
    ...lines.slice(0, MOST).map((line) => `• ${line}`),
    ...(more > 0 ? [`• and ${more} more`] : []),
  ];
}

function unpriced({ pricing_coverage: coverage }: Review): string[] {
  return coverage === null || coverage === 1
    ? []
    : ["", `Only ${percent(coverage)} of the calls that used tokens have a price: the costs above leave out the rest.`];
}
