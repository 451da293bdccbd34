import { asNumber, asText } from "./read-attributes.ts";
import type { Attributes, DecodedEvent } from "./decoded-span.ts";

export const EVALUATION_EVENT = "gen_ai.evaluation.result";

const MOST_EVALUATIONS = 64;
const LONGEST_NAME = 128;

const PASSED = /^(?:pass(?:ed)?|true|yes|y|ok|good|correct|succe(?:ss|eded)|positive|valid|compliant|relevant|safe)$/i;
const FAILED =
  /^(?:fail(?:ed|ure)?|false|no|n|bad|incorrect|wrong|negative|invalid|non[-_ ]?compliant|irrelevant|unsafe)$/i;

/** What evaluations found, by their names: the yes or no that a label says, and the score. */
export interface Evaluations {
  readonly checks: readonly (readonly [string, boolean])[];
  readonly scores: readonly (readonly [string, number])[];
}

const NONE: Evaluations = { checks: [], scores: [] };

/** The results that a span, or its events, carry. */
export function readEvaluations(attributes: Attributes, events: readonly DecodedEvent[]): Evaluations {
  const sources = events.filter(({ name }) => name === EVALUATION_EVENT).map((event) => event.attributes);
  if (attributes.has("gen_ai.evaluation.name")) sources.push(attributes);
  if (sources.length === 0) return NONE;
  const checks: [string, boolean][] = [];
  const scores: [string, number][] = [];
  for (const source of sources.slice(0, MOST_EVALUATIONS)) {
    const name = asText(source.get("gen_ai.evaluation.name"), LONGEST_NAME);
    // An evaluation that failed itself found nothing out.
    if (name === null || name === "__proto__" || source.has("error.type")) continue;
    const score = asNumber(source.get("gen_ai.evaluation.score.value") ?? source.get("gen_ai.evaluation.score"));
    if (score !== null) scores.push([name, score]);
    const label = source.get("gen_ai.evaluation.score.label") ?? source.get("gen_ai.evaluation.label");
    const passed = readVerdict(asText(label));
    if (passed !== null) checks.push([name, passed]);
  }
  return { checks, scores };
}

/** Yes or no out of the words in which evaluators say it; null for any other word. */
export function readVerdict(label: string | null): boolean | null {
  if (label === null) return null;
  const word = label.trim();
  return PASSED.test(word) ? true : FAILED.test(word) ? false : null;
}
