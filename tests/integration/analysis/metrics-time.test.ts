import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Pool } from "pg";

import type { ClonedDatabase } from "#tests/support/database-template.ts";
import { cloneDatabase } from "#tests/support/database-template.ts";
import { encodeMeasures } from "#lib/fold/encode-measures.ts";
import { MeasureSums } from "#lib/fold/measure-sums.ts";
import { HOUR_MS } from "#lib/domain/time.ts";
import { metrics } from "#lib/analysis/metrics.ts";
import { parseMetricsQuery } from "#lib/analysis/parse-metrics-query.ts";
import { insertProject, insertTaskCell } from "./cells.ts";

let database: ClonedDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await cloneDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  // Dropping the database may cut a connection that is still saying goodbye.
  pool.on("error", () => undefined);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function tasksBy(projectId: string, words: Record<string, string>): Promise<unknown[][]> {
  const context = { projectId, declaredTags: ["customer"], now: new Date("2026-11-22T12:00:00Z") };
  const { rows } = await metrics(pool, parseMetricsQuery(new URLSearchParams(words), context));
  return rows.map((row) => [...Object.values(row.group), row.tasks]);
}

async function projectWithTasksAt(...times: readonly string[]): Promise<string> {
  const projectId = await insertProject(pool);
  for (const at of times) await insertTaskCell(pool, projectId, { at, sums: { tasks: 1, calls: 1 } });
  return projectId;
}

describe("times of a grouping", () => {
  it("start ISO weeks on Monday and days at midnight, in UTC", async () => {
    // 2026-11-08 is a Sunday.
    const projectId = await projectWithTasksAt("2026-11-08T23:00:00Z", "2026-11-09T00:00:00Z", "2026-11-15T23:00:00Z");
    const range = { from: "2026-11-01", to: "2026-12-01" };
    expect(await tasksBy(projectId, { ...range, group_by: "week" })).toEqual([
      ["2026-11-02T00:00:00.000Z", 1],
      ["2026-11-09T00:00:00.000Z", 2],
    ]);
    expect(await tasksBy(projectId, { ...range, group_by: "day" })).toEqual([
      ["2026-11-08T00:00:00.000Z", 1],
      ["2026-11-09T00:00:00.000Z", 1],
      ["2026-11-15T00:00:00.000Z", 1],
    ]);
    expect(await tasksBy(projectId, { ...range, group_by: "hour_of_week" })).toEqual([
      [0, 1],
      [167, 2],
    ]);
  });

  it("follow the zone's own midnight through the end of summer time", async () => {
    // Berlin went from UTC+2 to UTC+1 on 2026-10-25, a day of 25 hours: 24 October 22:00 UTC to 25 October 23:00 UTC.
    const projectId = await projectWithTasksAt(
      "2026-10-24T21:30:00Z",
      "2026-10-24T22:30:00Z",
      "2026-10-25T00:30:00Z",
      "2026-10-25T01:30:00Z",
      "2026-10-25T22:30:00Z",
      "2026-10-25T23:30:00Z",
    );
    const range = { from: "2026-10-20", to: "2026-10-30", tz: "Europe/Berlin" };
    expect(await tasksBy(projectId, { ...range, group_by: "day" })).toEqual([
      ["2026-10-23T22:00:00.000Z", 1],
      ["2026-10-24T22:00:00.000Z", 4],
      ["2026-10-25T23:00:00.000Z", 1],
    ]);
    expect(await tasksBy(projectId, { ...range, group_by: "week" })).toEqual([
      ["2026-10-18T22:00:00.000Z", 5],
      ["2026-10-25T23:00:00.000Z", 1],
    ]);
    // The hour from 2 to 3 comes twice that night.
    expect(await tasksBy(projectId, { ...range, group_by: "hour_of_day" })).toEqual([
      [0, 2],
      [2, 2],
      [23, 2],
    ]);
    expect(await tasksBy(projectId, { ...range, day: "2026-10-25" })).toEqual([[4]]);
    expect(await tasksBy(projectId, { ...range, day: "2026-10-24T22:00:00.000Z,2026-10-26" })).toEqual([[5]]);
    expect(await tasksBy(projectId, { ...range, week: "2026-10-19" })).toEqual([[5]]);
    expect(await tasksBy(projectId, { ...range, hour_of_day: "2,23" })).toEqual([[4]]);
  });

  it("are left out of the answer's fields when they only filter", async () => {
    const projectId = await projectWithTasksAt("2026-11-09T07:00:00Z", "2026-11-10T07:00:00Z", "2026-11-10T08:00:00Z");
    const words = { from: "2026-11-09", to: "2026-11-11", group_by: "entry_model", hour_of_day: "7" };
    expect(await tasksBy(projectId, words)).toEqual([["gpt-4o-mini", 2]]);
  });

  it("widen the range to whole UTC hours and say so", async () => {
    const projectId = await projectWithTasksAt("2026-11-09T07:00:00Z", "2026-11-09T08:00:00Z");
    const context = { projectId, declaredTags: [], now: new Date("2026-11-22T12:00:00Z") };
    const params = new URLSearchParams({ from: "2026-11-09T07:20:00Z", to: "2026-11-09T07:40:00Z" });
    const answer = await metrics(pool, parseMetricsQuery(params, context));
    expect([answer.from.toISOString(), answer.to.toISOString(), answer.rows[0]?.tasks]).toEqual([
      "2026-11-09T07:00:00.000Z",
      "2026-11-09T08:00:00.000Z",
      1,
    ]);
  });

  it("give the same total from weeks, days and hours as from the hours alone, for any range", async () => {
    const start = Date.parse("2026-10-28T00:00:00Z");
    const hours = Array.from({ length: 40 }, (_, i) => i * 17);
    const projectId = await projectWithTasksAt(...hours.map((h) => new Date(start + h * HOUR_MS).toISOString()));
    const range = fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 700 }));
    await fc.assert(
      fc.asyncProperty(range, async ([first, length]) => {
        const from = new Date(start + first * HOUR_MS).toISOString();
        const to = new Date(start + (first + length) * HOUR_MS).toISOString();
        const inside = hours.filter((h) => h >= first && h < first + length).length;
        expect(await tasksBy(projectId, { from, to })).toEqual(inside === 0 ? [] : [[inside]]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("what a person sends", () => {
  it("is never SQL: values and zones with quotes match nothing or are refused", async () => {
    const projectId = await projectWithTasksAt("2026-11-09T07:00:00Z");
    const evil = "x'; drop table task_cell; --";
    expect(await tasksBy(projectId, { task_type: evil, group_by: "route" })).toEqual([]);
    expect(await tasksBy(projectId, { "tag.customer": `"${evil}"` })).toEqual([]);
    await expect(tasksBy(projectId, { group_by: evil })).rejects.toThrow(/nothing called "x'; drop table/);
    await expect(tasksBy(projectId, { tz: `UTC${evil}` })).rejects.toThrow(/not an IANA time zone/);
    await expect(tasksBy(projectId, { [evil]: "1" })).rejects.toThrow(/there is no parameter/);
    await expect(tasksBy(projectId, { group_by: "tag.customer'" })).rejects.toThrow(/nothing called/);
    expect(await tasksBy(projectId, {})).toEqual([[1]]);
  });

  it("may not ask for more than 5,000 rows", async () => {
    const projectId = await insertProject(pool);
    await pool.query(
      `insert into task_cell (project_id, split, tier, bucket, dimensions_hash, tag_value, task_type, entry_model,
         closing_model, route, provider, input_size, environment, ttft_ms, duration_ms, output_tokens_per_s, sums)
       select $1, view, 'week', '2026-11-09T00:00:00Z', decode(md5(n::text), 'hex'), '', n::text, '', '', '', '', '', '', '', '', '', $2
       from generate_series(1, 5001) n, unnest('{type,route}'::text[]) view`,
      [projectId, encodeMeasures(MeasureSums.of([["tasks", 1n]]))],
    );
    await expect(tasksBy(projectId, { group_by: "task_type" })).rejects.toThrow(/more than 5000 rows; shorten/);
    expect(await tasksBy(projectId, {})).toEqual([[5001]]);
  });
});
