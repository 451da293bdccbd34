import type { Policy, PolicyRule } from "#lib/domain/policy.ts";
import type { History, ModelHistory } from "./history.ts";
import type { Choice } from "./search-policies.ts";
import { splitStratum } from "./stratum.ts";

/** Input tokens up to which a first call is of a size, at four characters a token; sizes without an end are absent. */
const MOST_TOKENS: Readonly<Record<string, number>> = {
  under_2k: 500,
  "2k_8k": 2_000,
  "8k_32k": 8_000,
  "32k_128k": 32_000,
};

/**
 * A choice of models as the router's rules: by task type, small inputs before large ones. The model that did most of the
 * work so far stands behind the chosen one, to escalate to. A rule offers what such work was seen to ask of its models.
 */
export function toPolicy(history: History, choice: Choice, explore = 0): Policy {
  const rules = history.strata.flatMap(({ name, models }): (PolicyRule & { limit: number })[] => {
    const model = choice.get(name);
    if (model === undefined) return [];
    const { taskType, inputSize } = splitStratum(name);
    const limit = MOST_TOKENS[inputSize.replace("~", "")] ?? Infinity;
    const used = [...models.values()].sort((a, b) => b.moments.tasks - a.moments.tasks).map((one) => one.model);
    const next = used.find((one) => one !== model);
    return [
      {
        taskType,
        limit,
        ...offersOf(next === undefined ? [models.get(model)] : [models.get(model), models.get(next)]),
        models: next === undefined ? [model] : [model, next],
        ...(explore > 0 && next !== undefined ? { explore } : {}),
      },
    ];
  });
  const order = (a: (typeof rules)[number], b: (typeof rules)[number]): number =>
    (a.taskType ?? "") === (b.taskType ?? "") ? a.limit - b.limit : (a.taskType ?? "") < (b.taskType ?? "") ? -1 : 1;
  return { rules: rules.sort(order).map(withoutLimit) };
}

/** What all of a rule's models were seen to be asked for in such work: what needs more goes to the next rule. */
function offersOf(seen: readonly (ModelHistory | undefined)[]): Pick<PolicyRule, "offers"> {
  const [first, ...others] = seen.map((one) => one?.abilities ?? null);
  if (!first) return {};
  return { offers: first.filter((ability) => others.every((other) => other?.includes(ability) === true)) };
}

function withoutLimit({ limit, ...rule }: PolicyRule & { limit: number }): PolicyRule {
  return limit === Infinity ? rule : { ...rule, maxInputTokens: limit };
}

/** The same as a function to paste, for those who do not ask the server. */
export function writePolicyFunction({ rules }: Policy): string {
  const lines = rules.map(({ taskType, maxInputTokens, offers, models }) => {
    const tests = [
      ...(taskType === undefined ? [] : [`taskType === ${JSON.stringify(taskType)}`]),
      ...(maxInputTokens === undefined ? [] : [`inputTokens <= ${maxInputTokens}`]),
      ...(offers === undefined ? [] : [`needs.every((need) => ${JSON.stringify(offers)}.includes(need))`]),
    ];
    return `  if (${tests.length === 0 ? "true" : tests.join(" && ")}) return ${JSON.stringify(models)};`;
  });
  return [
    "/** Entry model first, then those to escalate to; null leaves the choice to the caller. */",
    "export function chooseModels(",
    "  taskType: string,",
    "  inputTokens: number,",
    "  needs: readonly string[] = [],",
    "): readonly string[] | null {",
    ...lines,
    "  return null;",
    "}",
    "",
  ].join("\n");
}
