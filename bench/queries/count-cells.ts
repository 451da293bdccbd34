import type { Pool } from "pg";

import { chooseGrouping, piecesOf, TAG_PREFIX } from "#lib/analysis/groupings.ts";
import { nameOf } from "./questions.ts";
import type { Question } from "./questions.ts";

export interface CellCount {
  readonly question: string;
  /** Cells that the question reads. */
  readonly cells: number;
  /** Whether it asks for hours, which fill only when there are calls in all of them. */
  readonly hours: boolean;
}

/** How many cells each question reads: those of its view in the pieces of its range. */
export async function countCells(pool: Pool, projectId: string, asked: readonly Question[]): Promise<CellCount[]> {
  const known = new Map<string, number>();
  const counts: CellCount[] = [];
  for (const question of asked) {
    const tags = question.groupBy
      .filter((name) => name.startsWith(TAG_PREFIX))
      .map((name) => name.slice(TAG_PREFIX.length));
    const { kind, split, time } = chooseGrouping(question.groupBy, tags);
    let cells = 0;
    for (const { tier, from, to } of piecesOf(question, time, "UTC")) {
      const values = [projectId, split, tier, from.toISOString(), to.toISOString()];
      const text = JSON.stringify([kind, ...values]);
      const count = known.get(text) ?? (await countOf(pool, kind, values));
      known.set(text, count);
      cells += count;
    }
    const hours = time === "hour" || time === "hour_of_day" || time === "hour_of_week";
    counts.push({ question: nameOf(question), cells, hours });
  }
  return counts;
}

async function countOf(pool: Pool, kind: "task" | "call", values: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    `select count(*)::text as count from ${kind}_cell
     where project_id = $1 and split = $2 and tier = $3 and bucket >= $4 and bucket < $5`,
    [...values],
  );
  return Number(rows[0]?.count ?? 0);
}
