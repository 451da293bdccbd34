import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Pool } from "pg";

import type { ClonedDatabase } from "#tests/support/database-template.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { cloneDatabase } from "#tests/support/database-template.ts";
import { HOUR_MS } from "#lib/domain/time.ts";
import { metrics } from "#lib/analysis/metrics.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { TASK_DIMENSIONS } from "#lib/fold/measures.ts";
import { insertProject, insertTaskCell } from "./cells.ts";

const START = Date.parse("2026-10-19T00:00:00Z");
const HOURS = 28 * 24;
let database: ClonedDatabase;
let pool: Pool;
let projectId: string;

/** 40 cells spread over four weeks, with 2 or 3 values in each dimension and whole numbers that differ from cell to cell. */
beforeAll(async () => {
  database = await cloneDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  // Dropping the database may cut a connection that is still saying goodbye.
  pool.on("error", () => undefined);
  projectId = await insertProject(pool);
  for (let i = 0; i < 40; i += 1)
    await insertTaskCell(pool, projectId, {
      at: new Date(START + ((i * 37) % HOURS) * HOUR_MS).toISOString(),
      dimensions: Object.fromEntries(TASK_DIMENSIONS.map((name, d) => [name, `${name} ${(i + d) % (2 + (d % 2))}`])),
      checks: { polite: { recorded: i + 1, passed: i } },
      values: { duration_ms: [10 * (i + 1)] },
      sums: {
        tasks: i + 1,
        succeeded: i,
        failed: 1,
        cost: 1_000_003n * BigInt(i + 1),
        calls: 2 * i + 1,
        f_ok: i,
        f_empty: i + 1,
      },
    });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

function additive(rows: readonly MetricsRow[]) {
  const sum = (of: (row: MetricsRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    tasks: sum((row) => row.tasks),
    succeeded: sum((row) => row.succeeded),
    calls: sum((row) => row.calls),
    empty: sum((row) => row.failures.empty ?? 0),
    polite: sum((row) => row.checks["polite"]?.passed ?? 0),
    cost: rows.reduce((total, row) => total + parseUsd(row.cost_usd), 0n),
  };
}

describe("groups of a question", () => {
  it("add up to the ungrouped figures, whatever is grouped by, in any zone and over any hours", async () => {
    const question = fc.record({
      dimensions: fc.subarray([...TASK_DIMENSIONS]),
      time: fc.constantFrom(null, "hour", "day", "week", "hour_of_day", "hour_of_week"),
      timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland"),
      first: fc.integer({ min: 0, max: HOURS - 1 }),
      length: fc.integer({ min: 1, max: HOURS }),
      percentiles: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(question, async ({ dimensions, time, timeZone, first, length, percentiles }) => {
        const from = new Date(START + first * HOUR_MS);
        const range = { from, to: new Date(from.getTime() + length * HOUR_MS) };
        const asked = { projectId, ...range, filters: {}, timeZone, percentiles };
        const whole = await metrics(pool, { ...asked, groupBy: [] });
        const split = await metrics(pool, { ...asked, groupBy: time === null ? dimensions : [...dimensions, time] });
        expect(additive(split.rows)).toEqual(additive(whole.rows));
        expect(new Set(split.rows.map((row) => JSON.stringify(row.group))).size).toBe(split.rows.length);
        if (percentiles && whole.rows[0] !== undefined) expect(whole.rows[0].duration_ms?.p50).toBeGreaterThan(9);
      }),
      { numRuns: 100 },
    );
  });
});
