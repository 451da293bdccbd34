import type { FailureClass, JsonResult, ToolVerdict } from "#lib/domain/failure.ts";
import { invitesReask } from "#lib/domain/failure.ts";

import { costSources } from "./metrics.ts";
import type { MetricName } from "./metrics.ts";

/** One call as it was stored, with what tells why it is a hit. */
export interface CallSeen {
  readonly taskId: string;
  readonly startedAt: string;
  readonly taskType: string;
  readonly provider: string;
  readonly model: string;
  readonly failure: FailureClass;
  readonly httpStatus: number | null;
  readonly hasUsage: boolean;
  /** Null is unknown. */
  readonly costNano: bigint | null;
  readonly resendCount: number | null;
  readonly json: JsonResult | null;
  readonly attempts: readonly { readonly failure: FailureClass; readonly httpStatus: number | null }[];
  readonly tools: readonly { readonly name: string; readonly verdict: ToolVerdict }[];
}

/** What hits have in common. `failure` and `tool` are empty, `httpStatus` null, where they say nothing. */
export interface Contributor {
  readonly provider: string;
  readonly model: string;
  readonly failure: string;
  readonly httpStatus: number | null;
  readonly tool: string;
  readonly taskType: string;
  readonly hits: number;
  /** Of all hits, or of all the cost of a metric of money. */
  readonly share: number;
}

export interface Ranking {
  readonly contributors: readonly Contributor[];
  /** Tasks with hits, those with most first. */
  readonly examples: readonly { readonly taskId: string; readonly startedAt: string }[];
  readonly tasks: number;
}

const MOST_CONTRIBUTORS = 8;
const MOST_EXAMPLES = 5;

interface Trait {
  readonly failure: string;
  readonly httpStatus: number | null;
  readonly tool: string;
}

const PLAIN: Trait = { failure: "", httpStatus: null, tool: "" };

/** What an alarm is about. */
export interface Alarmed {
  readonly metric: MetricName;
  readonly subject: string;
  /** The only tool whose calls are hits; undefined for any. */
  readonly tool?: string | undefined;
}

/** What stands behind an alarm: the calls that are its hits by what they have in common, most first. */
export function rankContributors(alarmed: Alarmed, calls: readonly CallSeen[]): Ranking {
  const groups = new Map<string, Omit<Contributor, "share"> & { weight: number }>();
  const tasks = new Map<string, { startedAt: string; hits: number }>();
  let total = 0;
  for (const call of calls) {
    const traits = traitsOf(alarmed, call);
    for (const trait of traits) {
      const { provider, model, taskType } = call;
      const key = JSON.stringify([provider, model, taskType, trait.failure, trait.httpStatus, trait.tool]);
      const weight = isOfMoney(alarmed.metric) ? Number(call.costNano ?? 0n) : 1;
      const group = groups.get(key) ?? { provider, model, taskType, ...trait, hits: 0, weight: 0 };
      groups.set(key, { ...group, hits: group.hits + 1, weight: group.weight + weight });
      total += weight;
    }
    if (traits.length === 0) continue;
    const task = tasks.get(call.taskId) ?? { startedAt: call.startedAt, hits: 0 };
    tasks.set(call.taskId, { ...task, hits: task.hits + traits.length });
  }
  const ranked = [...groups.values()].sort((a, b) => b.weight - a.weight || b.hits - a.hits);
  return {
    contributors: ranked
      .slice(0, MOST_CONTRIBUTORS)
      .map(({ weight, ...group }) => ({ ...group, share: total === 0 ? 0 : weight / total })),
    examples: [...tasks]
      .sort(([, a], [, b]) => b.hits - a.hits)
      .slice(0, MOST_EXAMPLES)
      .map(([taskId, { startedAt }]) => ({ taskId, startedAt })),
    tasks: tasks.size,
  };
}

function isOfMoney(metric: MetricName): boolean {
  return metric === "cost_per_hour" || metric === "budget" || metric === "cost_per_success";
}

type Traits = (call: CallSeen, alarmed: Alarmed) => Trait[];

const ended = ({ failure, httpStatus }: CallSeen): Trait => ({ ...PLAIN, failure, httpStatus });
const byClass: Traits = (call, { metric, subject }) =>
  costSources(metric, subject).some((source) => source === `fc_${call.failure}`) ? [ended(call)] : [];

/** Of the other metrics every call is a part. */
const TRAITS: Readonly<Partial<Record<MetricName, Traits>>> = {
  retry_rate: retryTrait,
  provider_failure_rate: byClass,
  failure_class: byClass,
  refusal_rate: byClass,
  tool_invalidity: toolTraits,
  json_noncompliance: ({ json }) => (json === null || json === "ok" ? [] : [{ ...PLAIN, failure: json }]),
  reask_rate: (call) => (invitesReask(call.failure) ? [ended(call)] : []),
  unpriced_share: ({ hasUsage, costNano }) => (hasUsage && costNano === null ? [PLAIN] : []),
};

/** Why a call is a hit; none when it is none. */
function traitsOf(alarmed: Alarmed, call: CallSeen): Trait[] {
  if (alarmed.tool !== undefined) return toolTraits(call, alarmed);
  return TRAITS[alarmed.metric]?.(call, alarmed) ?? [PLAIN];
}

/** Invalid tool calls; of one tool, where it is of one, and of one verdict, where that is the subject. */
function toolTraits({ tools }: CallSeen, { subject, tool }: Alarmed): Trait[] {
  return tools
    .filter(({ verdict }) => verdict !== "valid" && verdict !== "not_validated")
    .filter(({ name, verdict }) => tool === undefined || (name === tool && verdict !== "unknown_tool"))
    .filter(({ verdict }) => subject === "" || verdict === subject)
    .map(({ name, verdict }) => ({ ...PLAIN, failure: verdict, tool: name }));
}

/** The first attempt that failed is what the retry was for. */
function retryTrait({ attempts, resendCount, failure, httpStatus }: CallSeen): Trait[] {
  if ((resendCount ?? 0) === 0 && attempts.length < 2) return [];
  const failed = attempts.find((attempt) => attempt.failure !== "ok");
  if (failed) return [{ ...PLAIN, failure: failed.failure, httpStatus: failed.httpStatus }];
  return [failure === "ok" ? PLAIN : { ...PLAIN, failure, httpStatus }];
}
