import { changeWords, count, dollarInterval, dollars, isBeyondChance, percent, perThousand } from "./show-figures.ts";
import { FIGURE_WORDS, METRIC_WORDS } from "./words.ts";
import type { Period, Review, ReviewAdvice, ReviewDecision, ReviewForecast, ReviewIncident } from "./review.ts";

/** The week in two or three sentences: what was spent, what a success cost, whether that changed. */
export function openingSentence({ now, cost_per_success_change: change, before }: Review): string {
  if (now.tasks === 0 && Number(now.spend_usd) === 0)
    return "Nothing ran in this week: no task began and no call was made.";
  const spend = now.spend_known ? dollars(now.spend_usd) : "An unknown amount (no call has a price)";
  const tasks = now.tasks === 1 ? "1 task" : `${count(now.tasks)} tasks`;
  return `${spend} was spent on ${tasks}; ${successWords(now)}. ${comparison(before, change)}`;
}

function successWords(period: Period): string {
  const { succeeded, failed, cost_per_success_usd: cost } = period;
  if (succeeded + failed === 0) return "none of them is decided yet, so nothing can be said of success";
  if (succeeded === 0) return `none of ${failed === 1 ? "1 decided task" : `${count(failed)} decided tasks`} succeeded`;
  if (cost === null) return "what a success cost is unknown, because calls have no price";
  const per = `1,000 successes cost ${dollars(perThousand(cost))}`;
  const interval = period.cost_per_success_ci;
  const sure =
    interval === null ? "" : ` (95%: ${dollarInterval([perThousand(interval[0]), perThousand(interval[1])])})`;
  return `${per}${sure}${period.cost_per_success_sufficient ? "" : ", of too few successes to rank"}`;
}

function comparison(before: Period, change: Review["cost_per_success_change"]): string {
  if (before.tasks === 0) return "There is no week before to compare with.";
  if (change === null) return "Too few successes in one of the weeks to say whether that changed.";
  return isBeyondChance(change)
    ? `On the week before that is ${changeWords(change)}.`
    : `That is not clearly different from the week before: ${changeWords(change)}.`;
}

/** `triage: success rate down 4.1 % (95 %: …)` */
export function claimSentence({ name, of = "cost_per_success", ...ratio }: Review["claims"][number]): string {
  return `${name}: ${FIGURE_WORDS[of]} ${changeWords(ratio)}`;
}

/** How a success's cost stands to the four weeks before; nothing where one side has too few to say. */
export function fourWeekSentence({ four_week_change: change }: Review): string | null {
  if (change === null) return null;
  const words = `Against the mean of four weeks the cost of a success is ${changeWords(change)}`;
  return isBeyondChance(change) ? `${words}.` : `${words}: not clearly different.`;
}

/** Where the bridge arrives: the cost of its tasks over their successes. */
export function bridgeSentence({ bridge_successes: successes, now }: Review): string | null {
  const cost = now.cost_per_success_usd;
  if (successes === undefined || cost === null) return null;
  return `Divided by the ${count(successes)} successes among these tasks: ${dollars(perThousand(cost))} for 1,000.`;
}

export function adviceSentence(advice: ReviewAdvice): string {
  const [low, high] = advice.success_change_ci;
  return (
    `Begin ${advice.task_type} with ${advice.model}: at least ${dollars(advice.saved_a_month_at_least_usd)} a month less ` +
    `(expected ${dollars(advice.saved_a_month_usd)}), success ${points(advice.success_change)} points ` +
    `(95%: ${points(low)} to ${points(high)}).`
  );
}

function points(change: number): string {
  const text = (Math.abs(change) * 100).toFixed(1);
  return change < 0 ? `−${text}` : `+${text}`;
}

export function decisionSentence(decision: ReviewDecision): string {
  const { title, at, task_type: type, metric = "cost_per_success", expected, judge_at, measured, waiting } = decision;
  const figure = METRIC_WORDS[metric];
  const hoped = expected === null ? "" : ` Expected: ${percent(expected, 0)} ${figure}.`;
  const scope = type === null ? "" : ` (${type})`;
  const when = `${at.slice(0, 10)}: ${title}${scope}.${hoped} To be judged on ${judge_at.slice(0, 10)}.`;
  if (measured === null) return `${when} Not measured: ${waiting ?? "it is too early"}.`;
  const sure = measured.changed ? "" : " That may be chance.";
  const of = metric === "cost_per_success" ? "" : `${figure} `;
  const saved = measured.saved_usd === null ? "" : `, ${dollars(measured.saved_usd)} saved so far`;
  return `${when} Measured: ${of}${changeWords(measured)}${saved}.${sure}`;
}

export function incidentSentence({ title, since, ended, failed_calls_usd: cost }: ReviewIncident): string {
  const minute = (at: string): string => at.slice(0, 16).replace("T", " ");
  const until = ended === null ? "still open" : `until ${minute(ended)}`;
  return `${title}: since ${minute(since)}, ${until}; calls that failed meanwhile cost ${dollars(cost)}.`;
}

export function forecastSentence(forecast: ReviewForecast): string {
  const { expected_usd, interval_usd, month, budget_usd, chance_over, over_on } = forecast;
  const range = `80%: ${dollars(interval_usd[0])} to ${dollars(interval_usd[1])}`;
  const base = `${month} is heading for ${dollars(expected_usd)} (${range}), by the level since ${forecast.level_since}.`;
  if (budget_usd === null || chance_over === null) return base;
  const over = over_on === null ? "not expected to pass it" : `expected to pass it on ${over_on}`;
  return `${base} Of the budget of ${dollars(budget_usd)}: ${over}, chance ${percent(chance_over, 0)}.`;
}
