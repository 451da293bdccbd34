import type { PoolClient } from "pg";

import type { RulesVersion } from "#lib/domain/task-rules.ts";
import { decodeContribution, encodeContribution } from "#lib/fold/contribution.ts";
import { FOLD_RULES, foldTask } from "#lib/fold/fold-task.ts";
import type { FoldSettings, TaskRows } from "#lib/fold/rows.ts";

import { CellCollector } from "./collect-cells.ts";
import { markDirty } from "./mark-dirty.ts";
import type { Touched } from "./mark-dirty.ts";
import { readFolded } from "./read-folded.ts";
import type { LastFold } from "./read-folded.ts";
import { readRows } from "./read-rows.ts";
import type { RecentRows } from "./recent-rows.ts";
import { saveCells } from "./save-cells.ts";
import { noteLateRows, removeTasks, saveTasks } from "./save-tasks.ts";
import type { NewlyFolded } from "./save-tasks.ts";
import { removeMarks, takeDirty } from "./take-dirty.ts";
import type { DirtyTask } from "./take-dirty.ts";
import { isTransient, isUnavailable } from "./translate-error.ts";
import { Turn } from "./turn.ts";

/** Marks taken by one fold. */
export const MARKS_AT_ONCE = 5_000;
/** Tasks, and about as many calls, whose rows are in memory at a time. */
const TASKS_AT_ONCE = 500;
const CALLS_AT_ONCE = 20_000;

/** Told of a task that could not be folded, and why. */
export type OnPoisoned = (poisoned: {
  readonly projectId: string;
  readonly taskId: string;
  readonly error: unknown;
}) => void;

/**
 * Folds the oldest dirty tasks again: takes what each had added out of the cells, adds what it adds now, in one
 * transaction. The caller holds the fold's lock and opens the transaction. A task that cannot be folded keeps its marks,
 * behind all others, so that it holds up nobody else and is still reported as dirty.
 * @returns how many marks were looked at; 0 when there was nothing to do.
 */
export async function foldDirty(
  client: PoolClient,
  recent: RecentRows,
  onPoisoned: OnPoisoned = () => undefined,
): Promise<number> {
  const { markIds, byProject, batches } = await takeDirty(client, MARKS_AT_ONCE);
  if (markIds.length === 0) return 0;
  const settings = await readSettings(client, [...byProject.keys()]);
  for (const [projectId, tasks] of byProject) {
    const work = { projectId, tasks: [...tasks.values()], settings: settings.get(projectId) ?? NO_SETTINGS, recent };
    const poisoned = await foldOrSplit(client, work, onPoisoned);
    await markDirty(client, projectId, poisoned);
  }
  await removeMarks(client, markIds);
  // Should this not be committed after all, the next fold reads them from the database.
  recent.release(batches);
  return markIds.length;
}

const NO_SETTINGS: FoldSettings = { declaredTags: [] };

interface ProjectWork {
  readonly projectId: string;
  readonly tasks: readonly DirtyTask[];
  readonly settings: FoldSettings;
  readonly recent: RecentRows;
}

/** Folds the tasks together, or where that fails each half apart, down to the single tasks that fail: it returns those. */
async function foldOrSplit(client: PoolClient, work: ProjectWork, onPoisoned: OnPoisoned): Promise<Touched[]> {
  await client.query("savepoint folding");
  try {
    await foldProject(client, work);
    await client.query("release savepoint folding");
    return [];
  } catch (error) {
    if (isUnavailable(error) || isTransient(error)) throw error;
    await client.query("rollback to savepoint folding");
    const [first] = work.tasks;
    if (first && work.tasks.length === 1) {
      onPoisoned({ projectId: work.projectId, taskId: first.taskId, error });
      return [first];
    }
    const half = Math.ceil(work.tasks.length / 2);
    const left = await foldOrSplit(client, { ...work, tasks: work.tasks.slice(0, half) }, onPoisoned);
    const right = await foldOrSplit(client, { ...work, tasks: work.tasks.slice(half) }, onPoisoned);
    return [...left, ...right];
  }
}

async function foldProject(client: PoolClient, work: ProjectWork): Promise<void> {
  const { projectId } = work;
  const taskIds = work.tasks.map(({ taskId }) => taskId);
  const last = await readFolded(client, projectId, taskIds);
  const cells = new CellCollector(projectId);
  let changed = 0;
  for (const tasks of partsOf(work.tasks, last)) changed += await foldTasks(client, { ...work, tasks, last, cells });
  if (changed === 0) return;
  await saveCells(client, await cells.cells());
  await client.query({
    name: "bump-fold",
    text: `insert into fold_state as held (project_id, version, rules) values ($1, 1, $2)
      on conflict (project_id) do update set version = held.version + 1, folded_at = excluded.folded_at`,
    values: [projectId, FOLD_RULES],
  });
}

/** Tasks in parts that fit in memory, as large as they were when last folded. */
function partsOf(tasks: readonly DirtyTask[], last: ReadonlyMap<string, LastFold>): DirtyTask[][] {
  const parts: DirtyTask[][] = [];
  let calls = Infinity;
  for (const task of tasks) {
    const own = last.get(task.taskId)?.calls ?? 1;
    const part = parts.at(-1);
    if (part && part.length < TASKS_AT_ONCE && calls + own <= CALLS_AT_ONCE) part.push(task);
    else parts.push([task]);
    calls = parts.at(-1) === part ? calls + own : own;
  }
  return parts;
}

interface PartWork extends ProjectWork {
  readonly last: ReadonlyMap<string, LastFold>;
  readonly cells: CellCollector;
}

/** @returns how many tasks were written or removed. */
async function foldTasks(client: PoolClient, work: PartWork): Promise<number> {
  const { projectId, tasks, settings, last, cells } = work;
  const ranges = new Map(tasks.map((touched) => [touched.taskId, rangeOf(touched, last.get(touched.taskId))]));
  const rows = await rowsOf(client, work, ranges);
  const saved: NewlyFolded[] = [];
  const removed: string[] = [];
  const late: string[] = [];
  const turn = new Turn();
  for (const [taskId, range] of ranges) {
    if (turn.isOver()) await turn.pass();
    const before = last.get(taskId);
    if (before?.frozen) {
      late.push(taskId);
      continue;
    }
    const folded = foldTask(rows.get(taskId) ?? { taskId, calls: [], events: [] }, settings);
    if (folded) {
      // Of hundreds of tasks the sums would outlive the young generation of the heap, and cost far more than they are worth.
      const { contribution: deltas, ...figures } = folded;
      const contribution = encodeContribution(deltas);
      saved.push({ projectId, figures, contribution, ...range, isNew: before === undefined });
      if (contribution === before?.contribution) continue;
      cells.add(deltas);
    } else if (before) removed.push(taskId);
    if (before) cells.add(decodeContribution(before.contribution), -1);
  }
  await saveTasks(client, saved);
  await removeTasks(client, projectId, removed);
  await noteLateRows(client, projectId, late);
  return saved.length + removed.length;
}

interface Range {
  readonly rowsFromUs: number;
  readonly rowsToUs: number;
}

/** All rows of the tasks: of those never folded before, whose rows are all still in memory, from there. */
async function rowsOf(
  client: PoolClient,
  { projectId, tasks, last, recent }: PartWork,
  ranges: ReadonlyMap<string, Range>,
): Promise<Map<string, TaskRows>> {
  const rows = new Map<string, TaskRows>();
  const stored: Range[] = [];
  for (const { taskId, batches } of tasks) {
    const held = batches === null || last.has(taskId) ? null : recent.rowsOf(taskId, batches);
    if (held !== null) rows.set(taskId, held);
    else stored.push(ranges.get(taskId) ?? { rowsFromUs: 0, rowsToUs: 0 });
  }
  if (stored.length === 0) return rows;
  const read = await readRows(client, {
    projectId,
    taskIds: [...ranges.keys()].filter((taskId) => !rows.has(taskId)),
    firstUs: Math.min(...stored.map((range) => range.rowsFromUs)),
    lastUs: Math.max(...stored.map((range) => range.rowsToUs)),
  });
  return new Map([...rows, ...read]);
}

/** All of a task's rows lie between the first and last mark it ever got. */
function rangeOf(touched: Touched, before: LastFold | undefined): Range {
  return {
    rowsFromUs: Math.min(touched.firstUs, before?.rowsFromUs ?? touched.firstUs),
    rowsToUs: Math.max(touched.lastUs, before?.rowsToUs ?? touched.lastUs),
  };
}

async function readSettings(client: PoolClient, projectIds: readonly string[]): Promise<Map<string, FoldSettings>> {
  const { rows } = await client.query<{ id: string; declared_tags: string[]; task_rules: RulesVersion[] }>({
    name: "read-fold-settings",
    text: "select id::text, declared_tags, task_rules from project where id = any($1::uuid[])",
    values: [projectIds],
  });
  return new Map(rows.map((row) => [row.id, { declaredTags: row.declared_tags, rules: row.task_rules }]));
}
