import { writeDraw } from "#lib/domain/policy.ts";
import type { Policy, PolicyRule } from "#lib/domain/policy.ts";

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
  /**
   * Whether the entry model was drawn by the rule's exploration share in place of its first; null where the rule has none. What
   * is decided by a draw, either way, can be compared without adjusting for the mix of work.
   */
  readonly explored: boolean | null;
}

/** Where nobody has said anything: a small model that escalates to a larger one, and a large one for hard thinking. */
export const BUILT_IN_POLICY: Policy = {
  rules: [
    { offers: ["tools", "json", "vision"], maxInputTokens: 200_000, models: ["gpt-5.4-mini", "claude-sonnet-5"] },
    { models: ["claude-opus-5-5", "gpt-5.5"] },
  ],
};

/** A route, and the draw that made it as `writeDraw` says it; null where nothing was drawn. */
export interface Decided {
  readonly route: Route;
  readonly draw: string | null;
}

/**
 * The route by the project's policy, else by the application's own, else by the built-in one.
 * @param draw from 0 to below 1: whether this piece of work explores, and with which model.
 */
export function decideRoute(
  request: RouteRequest,
  { project, own }: { readonly project: Policy | null; readonly own: Policy },
  draw = Math.random(),
): Decided {
  const decided = project === null ? undefined : choose(project, request);
  const rule = decided ?? choose(own, request) ?? choose(BUILT_IN_POLICY, request) ?? { models: [] };
  const source = decided === undefined ? "default" : "project";
  const { models, explored } = explore(rule, draw);
  const route = { model: models[0] ?? "", models, source, explored } as const;
  return { route, draw: explored === null ? null : writeDraw(route.model, rule) };
}

/** The rule that decides a piece of work; undefined when none fits. */
function choose(policy: Policy, request: RouteRequest): PolicyRule | undefined {
  return policy.rules.find((candidate) => fits(candidate, request));
}

/** The rule's models, with one of the later ones first where the draw falls into the exploration share. */
function explore({ models, explore: share = 0 }: PolicyRule, draw: number): Pick<Route, "models" | "explored"> {
  const others = models.length - 1;
  if (share <= 0 || others < 1) return { models, explored: null };
  if (draw >= share) return { models, explored: false };
  // Below the share the draw is even again, so it also says which.
  const entry = models[1 + Math.min(others - 1, Math.floor((draw / share) * others))];
  return { models: [...models].sort((a, b) => Number(b === entry) - Number(a === entry)), explored: true };
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
  const explore = numeric(rule["explore"]);
  const { offers } = rule;
  return [
    {
      models,
      ...(taskType !== null && { taskType }),
      ...(maxInputTokens !== null && { maxInputTokens }),
      ...(explore !== null && { explore }),
      ...(Array.isArray(offers) && { offers: offers.flatMap((word) => text(word) ?? []) }),
    },
  ];
}
