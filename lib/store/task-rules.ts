import { NO_RULES } from "#lib/domain/task-rules.ts";
import type { RulesVersion, TaskRules } from "#lib/domain/task-rules.ts";
import { foldTask } from "#lib/fold/fold-task.ts";
import type { TaskFigures } from "#lib/fold/fold-task.ts";
import type { TaskRows } from "#lib/fold/rows.ts";

import { inTransaction } from "./in-transaction.ts";
import type { Store } from "./open-store.ts";
import { readRows } from "./read-rows.ts";

/** How far the rows of the past are placed: whole days, oldest first. */
export interface RulesBacklog {
  /** Start of the next day to place, and the end of the last, epoch microseconds. */
  readonly nextUs: number;
  readonly lastUs: number;
  readonly done: number;
  readonly total: number;
}

export interface SavedRules {
  /** In rising order of `fromUs`; the last is in force. */
  readonly versions: readonly RulesVersion[];
  readonly backlog: RulesBacklog | null;
}

const MOST_VERSIONS = 50;
const DAY_US = 86_400_000_000;

export async function findTaskRules(store: Store, projectId: string): Promise<SavedRules> {
  const { rows } = await store.pool.query<{ task_rules: RulesVersion[]; rules_backlog: RulesBacklog | null }>(
    "select task_rules, rules_backlog from project where id = $1",
    [projectId],
  );
  return { versions: rows[0]?.task_rules ?? [], backlog: rows[0]?.rules_backlog ?? null };
}

/** The rules in force. */
export async function findCurrentRules(store: Store, projectId: string): Promise<TaskRules> {
  return (await findTaskRules(store, projectId)).versions.at(-1)?.rules ?? NO_RULES;
}

export interface NewRules {
  readonly rules: TaskRules;
  /** Start of the first task they hold for, epoch microseconds; null for all tasks there are, which are then counted again. */
  readonly fromUs: number | null;
}

/**
 * Puts rules in force. For tasks from now on that is all there is to do; for those of the past, all are marked to be folded
 * again, and where conversations become tasks their rows are placed day by day by `placeConversations`.
 */
export async function saveTaskRules(store: Store, projectId: string, { rules, fromUs }: NewRules): Promise<void> {
  await inTransaction(store.pool, async (client) => {
    const { rows } = await client.query<{ task_rules: RulesVersion[] }>(
      "select task_rules from project where id = $1 for update",
      [projectId],
    );
    const kept = fromUs === null ? [] : (rows[0]?.task_rules ?? []).filter((version) => version.fromUs < fromUs);
    const versions = [...kept, { fromUs: fromUs ?? 0, rules }].slice(-MOST_VERSIONS);
    await client.query("update project set task_rules = $2::jsonb where id = $1", [
      projectId,
      JSON.stringify(versions),
    ]);
    if (fromUs !== null) return;
    const { rows: span } = await client.query<{ first_us: number | null; last_us: number | null }>(
      `select extract(epoch from min(rows_from))::double precision * 1e6 as first_us,
         extract(epoch from max(rows_to))::double precision * 1e6 as last_us from task where project_id = $1`,
      [projectId],
    );
    const backlog = rules.conversationIsTask ? backlogOf(span[0]?.first_us ?? null, span[0]?.last_us ?? null) : null;
    await client.query("update project set rules_backlog = $2::jsonb where id = $1", [
      projectId,
      backlog === null ? null : JSON.stringify(backlog),
    ]);
    await client.query(
      `insert into task_dirty (project_id, task_id, first_at, last_at)
       select project_id, task_id, rows_from, rows_to from task where project_id = $1 order by started_at`,
      [projectId],
    );
  });
}

function backlogOf(firstUs: number | null, lastUs: number | null): RulesBacklog | null {
  if (firstUs === null || lastUs === null) return null;
  const nextUs = Math.floor(firstUs / DAY_US) * DAY_US;
  return { nextUs, lastUs, done: 0, total: Math.floor((lastUs - nextUs) / DAY_US) + 1 };
}

/** What rules would change of the latest tasks. */
export interface RulesPreview {
  readonly lookedAt: number;
  /** Tasks with another type, outcome or checks. */
  readonly changed: number;
  /** Tasks that conversations would take up, and how many tasks they would make. */
  readonly merged: { readonly tasks: number; readonly into: number };
  readonly examples: readonly RulesExample[];
}

export interface RulesExample {
  readonly taskId: string;
  readonly before: Judged;
  readonly after: Judged;
}

type Judged = Pick<TaskFigures, "taskType" | "outcome" | "failureReason" | "checks">;

const LOOKED_AT = 500;
const MOST_EXAMPLES = 10;

/** Holds rules against the rows of the latest 500 tasks; nothing is written. */
export async function previewTaskRules(store: Store, projectId: string, rules: TaskRules): Promise<RulesPreview> {
  const { versions } = await findTaskRules(store, projectId);
  const { rows: latest } = await store.pool.query<{ task_id: string; first_us: number; last_us: number }>(
    `select task_id, extract(epoch from rows_from)::double precision * 1e6 as first_us,
       extract(epoch from rows_to)::double precision * 1e6 as last_us
     from task where project_id = $1 order by started_at desc limit $2`,
    [projectId, LOOKED_AT],
  );
  const tasks = await readRows(store.pool, {
    projectId,
    taskIds: latest.map(({ task_id }) => task_id),
    firstUs: Math.min(...latest.map(({ first_us }) => first_us)) - 1,
    lastUs: Math.max(...latest.map(({ last_us }) => last_us)) + 1,
  });
  const examples: RulesExample[] = [];
  let changed = 0;
  for (const rows of tasks.values()) {
    const before = judge(rows, versions);
    const after = judge(rows, [{ fromUs: 0, rules }]);
    if (before === null || after === null || JSON.stringify(before) === JSON.stringify(after)) continue;
    changed += 1;
    if (examples.length < MOST_EXAMPLES) examples.push({ taskId: rows.taskId, before, after });
  }
  const merged = rules.conversationIsTask ? mergedBy([...tasks.values()]) : { tasks: 0, into: 0 };
  return { lookedAt: latest.length, changed, merged, examples };
}

function judge(rows: TaskRows, versions: readonly RulesVersion[]): Judged | null {
  const figures = foldTask(rows, { declaredTags: [], rules: versions });
  if (figures === null) return null;
  const { taskType, outcome, failureReason, checks } = figures;
  return { taskType, outcome, failureReason, checks };
}

/** Tasks that only a trace names, and that say their conversation. */
function mergedBy(tasks: readonly TaskRows[]): { tasks: number; into: number } {
  const conversations = tasks.flatMap(({ calls, events }) => {
    const rows = [...calls, ...events];
    if (rows.some(({ ownTaskId }) => ownTaskId !== null)) return [];
    return rows.find(({ facts }) => facts.conversation !== undefined)?.facts.conversation ?? [];
  });
  return { tasks: conversations.length, into: new Set(conversations).size };
}
