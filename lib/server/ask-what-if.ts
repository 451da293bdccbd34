import { latestBeginnings } from "#lib/analysis/latest-beginnings.ts";
import type { Queryable } from "#lib/analysis/queryable.ts";
import type { Policy } from "#lib/domain/policy.ts";
import { bucketStart, DAY_MS, HOUR_MS } from "#lib/domain/time.ts";
import { readRecords, readLatencies } from "#lib/review/document/ask-week.ts";
import { readHistory } from "#lib/review/history.ts";
import type { History } from "#lib/review/history.ts";
import { priceCaching } from "#lib/review/price-caching.ts";
import type { CachingEstimate } from "#lib/review/price-caching.ts";
import { toPolicy } from "#lib/review/policy-rules.ts";
import { projectLatency } from "#lib/review/project-latency.ts";
import type { Latency } from "#lib/review/project-latency.ts";
import { projectPolicy } from "#lib/review/project-policy.ts";
import type { Assignment, ProjectionAnswer } from "#lib/review/project-policy.ts";
import { bestPolicy, searchPolicies } from "#lib/review/search-policies.ts";
import type { Choice, PolicyOption } from "#lib/review/search-policies.ts";
import { splitStratum } from "#lib/review/stratum.ts";

/** Days of records that the question is answered from. */
const WHAT_IF_DAYS = 28;
const DAYS_A_MONTH = 365.2425 / 12;

/** Texts of the URL or of a form, by name. */
export type WhatIfParams = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface WhatIf {
  readonly history: History;
  readonly choice: Choice;
  readonly answer: ProjectionAnswer;
  readonly frontier: readonly PolicyOption[];
  readonly best: PolicyOption | null;
  readonly floor: number | null;
  readonly tasksAMonth: number;
  readonly policy: Policy;
  /** How long a task and a call take under a choice, and until a first token; the empty choice is today. */
  readonly latencyOf: (choice: Choice) => Latencies;
  /** What a choice would cost if the beginnings that its calls share were cached; null where no call says how it began. */
  readonly cachingOf: (choice: Choice) => CachingEstimate | null;
}

export interface Latencies {
  readonly task: Latency | null;
  readonly call: Latency | null;
  readonly firstToken: Latency | null;
}

/** Before the name of a stratum in the URL: which model its tasks begin with. */
const STRATUM_PARAM = "to.";

export function stratumParam(stratum: string): string {
  return `${STRATUM_PARAM}${stratum}`;
}

/**
 * What the page's question says, answered from the records of the last four weeks: `to.STRATUM=MODEL` for single strata, or
 * `task_type` and `model` for a whole type; `best=1` for the best policy, `floor` for the success it must reach.
 */
export async function askWhatIf(
  db: Queryable,
  { projectId, params, now }: { projectId: string; params: WhatIfParams; now: Date },
): Promise<WhatIf> {
  const to = new Date(bucketStart(now.getTime() + HOUR_MS, "hour"));
  const range = { from: new Date(to.getTime() - WHAT_IF_DAYS * DAY_MS), to };
  const [records, latencies, beginnings] = await Promise.all([
    readRecords(db, projectId, range),
    readLatencies(db, projectId, range),
    latestBeginnings(db, { projectId, range }),
  ]);
  const history = readHistory(records.cells, records.draws);
  const frontier = history.strata.length === 0 ? [] : searchPolicies(history);
  const floor = readNumber(params["floor"], 100);
  const best = bestPolicy(frontier, floor);
  const choice = first(params["best"]) === "1" && best !== null ? best.choice : readChoice(history, params);
  return {
    history,
    choice,
    answer: projectPolicy(history, assignment(choice)),
    frontier,
    best,
    floor,
    tasksAMonth: readNumber(params["volume"], 1) ?? (history.tasks / WHAT_IF_DAYS) * DAYS_A_MONTH,
    policy: toPolicy(history, choice, readNumber(params["explore"], 100) ?? 0),
    latencyOf: (of) => ({
      task: projectLatency(history, latencies.tasks, assignment(of)),
      call: projectLatency(history, latencies.calls, assignment(of)),
      firstToken: projectLatency(history, latencies.firstTokens, assignment(of)),
    }),
    cachingOf: (of) => priceCaching(history, beginnings, { assign: assignment(of), at: now }),
  };
}

function assignment(choice: Choice): Assignment {
  return (stratum) => choice.get(stratum) ?? null;
}

function readChoice({ strata }: History, params: WhatIfParams): Choice {
  const [taskType, model] = [first(params["task_type"]), first(params["model"])];
  return new Map(
    strata.flatMap(({ name }): [string, string][] => {
      const said = first(params[stratumParam(name)]);
      if (said !== undefined) return said === "" ? [] : [[name, said]];
      return model !== undefined && model !== "" && splitStratum(name).taskType === taskType ? [[name, model]] : [];
    }),
  );
}

function first(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}

/** A number over `unit`; null where there is none above 0, or a share above 1. */
function readNumber(value: string | readonly string[] | undefined, unit: number): number | null {
  const text = first(value) ?? "";
  const number = Number(text) / unit;
  return text !== "" && number > 0 && (unit === 1 || number <= 1) ? number : null;
}
