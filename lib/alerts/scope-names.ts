import type { Queryable } from "#lib/analysis/queryable.ts";
import { DAY_MS } from "#lib/domain/time.ts";

/** What rules can be of, beside the models and task types that all pages filter by. */
export interface ScopeNames {
  readonly providers: readonly string[];
  readonly tools: readonly string[];
}

/** As far back as rules look. */
const LOOK_BACK_MS = 35 * DAY_MS;

/** The providers and tools of the last five weeks' calls, in order of name. */
export async function scopeNames(db: Queryable, projectId: string, nowMs: number): Promise<ScopeNames> {
  const from = new Date(nowMs - LOOK_BACK_MS);
  const [providers, tools] = await Promise.all([
    db.query(
      `select distinct model_provider as name from call_cell
       where project_id = $1::uuid and split = 'model' and tier = 'day' and bucket >= $2`,
      [projectId, from],
    ),
    db.query(
      `select distinct key as name from call_cell
       where project_id = $1::uuid and split = 'tool' and tier = 'hour' and bucket >= $2`,
      [projectId, from],
    ),
  ]);
  const namesOf = (rows: readonly Readonly<Record<string, unknown>>[]): string[] =>
    rows
      .map(({ name }) => String(name))
      .filter((name) => name !== "")
      .sort();
  return { providers: namesOf(providers.rows), tools: namesOf(tools.rows) };
}
