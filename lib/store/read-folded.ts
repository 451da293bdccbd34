import { secondsOf, toMicroseconds } from "./columns.ts";
import type { Reader } from "./reader.ts";

/** What the last fold of a task left on its row. */
export interface LastFold {
  readonly taskId: string;
  readonly contribution: string;
  /** How many calls of any kind it had: about as many rows are to be read again. */
  readonly calls: number;
  readonly rowsFromUs: number;
  readonly rowsToUs: number;
  readonly frozen: boolean;
}

interface LastFoldRow {
  task_id: string;
  contribution: string;
  all_calls: number;
  rows_from_s: number;
  rows_to_s: number;
  frozen: boolean;
}

const READ = `
  select task_id, contribution::text, calls + other_calls as all_calls, ${secondsOf("rows_from")} as rows_from_s, ${secondsOf("rows_to")} as rows_to_s, frozen
  from task where project_id = $1 and task_id = any($2)`;

/** The last folds of the given tasks; those never folded are absent. */
export async function readFolded(
  client: Reader,
  projectId: string,
  taskIds: readonly string[],
): Promise<Map<string, LastFold>> {
  const { rows } = await client.query<LastFoldRow>({ name: "read-folded", text: READ, values: [projectId, taskIds] });
  return new Map(
    rows.map((row) => [
      row.task_id,
      {
        taskId: row.task_id,
        contribution: row.contribution,
        calls: row.all_calls,
        rowsFromUs: toMicroseconds(row.rows_from_s),
        rowsToUs: toMicroseconds(row.rows_to_s),
        frozen: row.frozen,
      },
    ]),
  );
}
