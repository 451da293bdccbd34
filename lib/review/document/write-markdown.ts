import {
  adviceSentence,
  bridgeSentence,
  claimSentence,
  decisionSentence,
  forecastSentence,
  fourWeekSentence,
  incidentSentence,
  openingSentence,
} from "./say-review.ts";
import { count, dollarInterval, dollars, percent, perThousand, signedDollars } from "./show-figures.ts";
import { parseUsd } from "#lib/domain/money.ts";
import type { ExplainedChange, Period, Review, UsdInterval } from "./review.ts";
import { BRIDGE_WORDS, FACTOR_WORDS, GRADE_WORDS, WASTE_WORDS } from "./words.ts";

/** The review as Markdown: the same review gives the same bytes. */
export function writeMarkdown(review: Review): string {
  const sections = [
    `# Cost review of ${review.week}`,
    `${review.from.slice(0, 10)} to ${review.to.slice(0, 10)} (UTC). ${stateOf(review)}`,
    openingSentence(review),
    figures(review),
    ...[fourWeekSentence(review)].filter((sentence) => sentence !== null),
    ...changeSections(review),
    ...claims(review),
    ...waste(review),
    ...list(
      "Incidents",
      review.incidents.map((one) => escape(incidentSentence(one))),
    ),
    ...failures(review),
    ...list(
      "What to change",
      review.advice.map((one) => `${escape(adviceSentence(one))} Evidence: ${GRADE_WORDS[one.grade]}.`),
    ),
    ...list("Decisions", [
      ...review.decisions.map((decision) => escape(decisionSentence(decision))),
      ...(parseUsd(review.saved_by_decisions_usd) === 0n
        ? []
        : [`Saved so far, measured: ${dollars(review.saved_by_decisions_usd)}.`]),
    ]),
    ...(review.forecast === null ? [] : [`## To the month's end\n\n${forecastSentence(review.forecast)}`]),
    ...trust(review),
    ...list(
      "Marked in this week",
      review.marks.map(
        ({ at, label, kind }) => `${at.slice(0, 16).replace("T", " ")}: ${escape(label)} (${escape(kind)})`,
      ),
    ),
    ...list(
      "Changed after the week was frozen",
      review.late_changes.map(({ what, frozen, now }) => `${what}: ${frozen}, now ${now}`),
    ),
  ];
  return `${sections.join("\n\n")}\n`;
}

function stateOf({ settled, simulated }: Review): string {
  const state = settled ? "Settled." : "Not settled yet: outcomes are still coming in.";
  return simulated ? `${state} Simulated data.` : state;
}

function figures({ now, before, four_weeks: mean }: Review): string {
  const periods = [now, before, mean];
  const cost = (usd: string | null): string => (usd === null ? "unknown" : dollars(perThousand(usd)));
  const interval = (ci: UsdInterval): string =>
    ci === null ? "" : dollarInterval([perThousand(ci[0]), perThousand(ci[1])]);
  const row = (name: string, of: (period: Period) => string): readonly string[] => [name, ...periods.map(of)];
  return table(
    ["", "This week", "Week before", "Four-week mean"],
    [
      row("Spend", (of) => (of.spend_known ? dollars(of.spend_usd) : "unknown")),
      row("Tasks", (of) => count(of.tasks)),
      row("Succeeded", (of) => count(of.succeeded)),
      row("Failed", (of) => count(of.failed)),
      row("Undecided", (of) => count(of.undecided)),
      row("Success rate", (of) => (of.success_rate === null ? "unknown" : percent(of.success_rate))),
      row("1,000 successes", (of) => cost(of.cost_per_success_usd)),
      row("95% interval", (of) => interval(of.cost_per_success_ci)),
    ],
  );
}

function changeSections(review: Review): string[] {
  const { spend_change, cost_per_success_explained: explained, bridge, now } = review;
  const perSuccess = (usd: string): string => signedDollars(perThousand(usd));
  return [
    ...(spend_change.parts.length === 0 ? [] : [`## Why spend changed\n\n${explain(spend_change, signedDollars)}`]),
    ...(explained === null || explained.parts.length === 0
      ? []
      : [`## Why 1,000 successes cost more or less\n\n${explain(explained, perSuccess)}`]),
    ...(now.tasks === 0
      ? []
      : [
          `## From spend to cost per success\n\n${table(
            ["", "Dollars"],
            bridge.map(({ step, usd }) => [BRIDGE_WORDS[step], dollars(usd)]),
          )}`,
          ...[bridgeSentence(review)].filter((sentence) => sentence !== null),
        ]),
  ];
}

function explain({ total_usd, total_ci = null, parts }: ExplainedChange, show: (usd: string) => string): string {
  const rows = parts.map(({ factor, usd, ci }) => [FACTOR_WORDS[factor], show(usd), dollarInterval(ci, show)]);
  return table(["", "Part", "95% interval"], [...rows, ["Together", show(total_usd), dollarInterval(total_ci, show)]]);
}

function claims({ claims: found, compared, now }: Review): string[] {
  if (now.tasks === 0) return [];
  if (found.length === 0)
    return [`## Beyond chance\n\nNothing: of ${compared} comparisons with the four weeks before, none stands.`];
  const lines = found.map((claim) => `- ${escape(claimSentence(claim))}`);
  return [`## Beyond chance\n\nOf ${compared} comparisons with the four weeks before:\n\n${lines.join("\n")}`];
}

function waste({ waste: causes }: Review): string[] {
  const rows = causes.filter(({ usd, before_usd }) => Number(usd) !== 0 || Number(before_usd) !== 0);
  if (rows.length === 0) return [];
  const cells = rows.map(({ cause, usd, before_usd }) => [WASTE_WORDS[cause], dollars(usd), dollars(before_usd)]);
  return [`## Waste\n\n${table(["", "This week", "Week before"], cells)}`];
}

function failures({ failures: classes }: Review): string[] {
  if (classes.length === 0) return [];
  const rows = classes
    .slice(0, 8)
    .map(({ failure, calls, before, usd }) => [failure, count(calls), count(before), dollars(usd)]);
  return [`## How calls failed\n\n${table(["Class", "Calls", "Week before", "Cost"], rows)}`];
}

function trust({ pricing_coverage: coverage, unpriced }: Review): string[] {
  if (coverage === null) return [];
  const priced = `${percent(coverage)} of the calls that used tokens have a price.`;
  const missing = unpriced.map(({ model, calls }) => `${escape(model)} (${count(calls)} calls)`).join(", ");
  return [`## How far to trust this\n\n${priced}${missing === "" ? "" : ` Without one: ${missing}.`}`];
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}\n\n${lines.map((line) => `- ${line}`).join("\n")}`];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(" | ")} |`;
  const rule = `|${head.map((_, i) => (i === 0 ? " --- " : " ---: ")).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** What begins or ends a mark-up, an entity or a link; the underscore inside a word does not. */
const MARKUP = /[\\`*[\]<>|~]|&(?=#?\w+;)|:(?=\/\/)|(?<=\bwww)\.|^#|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu;

/** Names come from applications: they are shown as they are, and end no cell or line. */
function escape(text: string): string {
  return text.replaceAll(/[\r\n\t]+/g, " ").replaceAll(MARKUP, "\\$&");
}
