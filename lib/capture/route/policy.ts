import { bag, list, numeric, text } from "../peek.ts";

/** What a piece of work asks of a model. */
export interface RouteRequest {
  /** The task type, as in `outturn.task`. Default: that of the task in progress. */
  readonly taskType?: string;
  /** Tokens of the first request, roughly; rules for smaller work are passed over. */
  readonly inputTokens?: number;
  /** What the model must be able to do, in the words of the policy: `tools`, `json`, `vision`, `reasoning`, … */
  readonly needs?: readonly string[];
}

/** Where a piece of work should go. */
export interface Route {
  /** The entry model. */
  readonly model: string;
  /** Entry model first, then those to escalate to, in this order: made for `withFallback`. */
  readonly models: readonly string[];
  /** `project`: the server's policy. `default`: the one given to `new Outturn`, else the built-in one. */
  readonly source: "project" | "default";
}

/** The first rule that fits decides. What a rule leaves out fits everything. */
export interface PolicyRule {
  readonly taskType?: string;
  /** Fits work of at most so many input tokens. */
  readonly maxInputTokens?: number;
  /** What its models can do: fits work that needs nothing else. */
  readonly offers?: readonly string[];
  /** Entry model first, then those to escalate to. */
  readonly models: readonly string[];
}

export interface Policy {
  readonly rules: readonly PolicyRule[];
}

/** Where nobody has said anything: a small model that escalates to a larger one, and a large one for hard thinking. */
export const BUILT_IN_POLICY: Policy = {
  rules: [
    { offers: ["tools", "json", "vision"], maxInputTokens: 200_000, models: ["gpt-5.4-mini", "claude-sonnet-5"] },
    { models: ["claude-opus-5-5", "gpt-5.5"] },
  ],
};

/** The route by the project's policy, else by the application's own, else by the built-in one. */
export function decideRoute(request: RouteRequest, project: Policy | null, own: Policy): Route {
  const decided = project === null ? null : choose(project, request);
  const models = decided ?? choose(own, request) ?? choose(BUILT_IN_POLICY, request) ?? [];
  return { model: models[0] ?? "", models, source: decided === null ? "default" : "project" };
}

/** The models for a piece of work; null when no rule fits. */
function choose(policy: Policy, request: RouteRequest): readonly string[] | null {
  const rule = policy.rules.find((candidate) => fits(candidate, request));
  return rule?.models ?? null;
}

function fits(rule: PolicyRule, { taskType, inputTokens = 0, needs = [] }: RouteRequest): boolean {
  const { offers } = rule;
  return (
    (rule.taskType === undefined || rule.taskType === taskType) &&
    (rule.maxInputTokens === undefined || inputTokens <= rule.maxInputTokens) &&
    (offers === undefined || needs.every((need) => offers.includes(need)))
  );
}

/** Reads a policy's JSON; rules without a model are left out. Null when it is none. */
export function readPolicy(body: unknown): Policy | null {
  const { rules } = bag(body);
  if (!Array.isArray(rules)) return null;
  return { rules: rules.flatMap(readRule) };
}

function readRule(entry: unknown): PolicyRule[] {
  const rule = bag(entry);
  const models = list(rule["models"]).flatMap((model) => text(model) ?? []);
  if (models.length === 0) return [];
  const taskType = text(rule["taskType"]);
  const maxInputTokens = numeric(rule["maxInputTokens"]);
  const { offers } = rule;
  return [
    {
      models,
      ...(taskType !== null && { taskType }),
      ...(maxInputTokens !== null && { maxInputTokens }),
      ...(Array.isArray(offers) && { offers: offers.flatMap((word) => text(word) ?? []) }),
    },
  ];
}
