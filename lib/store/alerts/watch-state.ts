import type { PoolClient } from "pg";

import type { Column } from "#lib/store/column.ts";
import { unnestRows } from "#lib/store/columns.ts";

/** A series as stored; instants are epoch milliseconds. */
export interface SeriesRow {
  readonly ruleId: string;
  readonly key: string;
  readonly state: string;
  readonly sinceMs: number;
  readonly endedMs: number | null;
  readonly incidentId: string | null;
}

/** An incident that is open, with the scopes of its parts: enough to tell what belongs to it. */
export interface OpenIncidentRow {
  readonly id: string;
  readonly family: string;
  readonly openedMs: number;
  /** JSON objects of values by dimension, with `providers` and `models`. */
  readonly scopes: readonly unknown[];
}

/**
 * Takes the judging of a project for this transaction. Null when another process has it.
 * @returns how far it has been judged, or null when it never was.
 */
export async function takeProgress(
  client: PoolClient,
  projectId: string,
): Promise<{ readonly judgedToMs: number | null } | null> {
  const { rows: locks } = await client.query<{ held: boolean }>(
    "select pg_try_advisory_xact_lock(hashtextextended('alerts ' || $1, 0)) as held",
    [projectId],
  );
  if (locks[0]?.held !== true) return null;
  const { rows } = await client.query<{ judged_to: Date }>(
    "select judged_to from alert_progress where project_id = $1",
    [projectId],
  );
  return { judgedToMs: rows[0]?.judged_to.getTime() ?? null };
}

export interface Progress {
  readonly judgedToMs: number;
  readonly lookMs: number;
  readonly series: number;
}

export async function saveProgress(client: PoolClient, projectId: string, progress: Progress): Promise<void> {
  await client.query(
    `insert into alert_progress (project_id, judged_to, look_ms, series) values ($1, $2, $3, $4)
     on conflict (project_id) do update set judged_to = excluded.judged_to, look_ms = excluded.look_ms, series = excluded.series`,
    [projectId, new Date(progress.judgedToMs), progress.lookMs, progress.series],
  );
}

export async function readSeries(client: PoolClient, projectId: string): Promise<SeriesRow[]> {
  const { rows } = await client.query<{
    rule_id: string;
    key: string;
    state: string;
    since: Date;
    ended_at: Date | null;
    incident_id: string | null;
  }>(
    `select s.rule_id::text, s.key, s.state, s.since, s.ended_at, s.incident_id::text
     from alert_series s join alert_rule r on r.id = s.rule_id where r.project_id = $1`,
    [projectId],
  );
  return rows.map((row) => ({
    ruleId: row.rule_id,
    key: row.key,
    state: row.state,
    sinceMs: row.since.getTime(),
    endedMs: row.ended_at?.getTime() ?? null,
    incidentId: row.incident_id,
  }));
}

export async function readOpenIncidents(client: PoolClient, projectId: string): Promise<OpenIncidentRow[]> {
  const { rows } = await client.query<{ id: string; family: string; opened_at: Date; scopes: unknown[] }>(
    `select i.id::text, i.family, i.opened_at, coalesce(jsonb_agg(p.scope) filter (where p.rule_id is not null), '[]') as scopes
     from alert_incident i left join alert_part p on p.incident_id = i.id
     where i.project_id = $1 and i.ended_at is null group by i.id order by i.opened_at, i.id`,
    [projectId],
  );
  return rows.map((row) => ({ id: row.id, family: row.family, openedMs: row.opened_at.getTime(), scopes: row.scopes }));
}

const SERIES_COLUMNS: readonly Column<SeriesRow>[] = [
  { name: "rule_id", type: "uuid", of: ({ ruleId }) => ruleId },
  { name: "key", type: "text", of: ({ key }) => key },
  { name: "state", type: "text", of: ({ state }) => state },
  { name: "since", type: "timestamptz", of: ({ sinceMs }) => sinceMs * 1000 },
  { name: "ended_at", type: "timestamptz", of: ({ endedMs }) => (endedMs === null ? null : endedMs * 1000) },
  { name: "incident_id", type: "uuid", of: ({ incidentId }) => incidentId },
];

/** Writes the states that changed; those of rules deleted meanwhile are left out. */
export async function saveSeries(client: PoolClient, series: readonly SeriesRow[]): Promise<void> {
  if (series.length === 0) return;
  const { select, values } = unnestRows(SERIES_COLUMNS, series);
  const names = SERIES_COLUMNS.map(({ name }) => name);
  await client.query(
    `insert into alert_series (${names.join(", ")})
     select ${names.map((name) => `n.${name}`).join(", ")} from (${select}) as n (${names.join(", ")})
       join alert_rule r on r.id = n.rule_id
     on conflict (rule_id, key) do update set ${names
       .slice(2)
       .map((name) => `${name} = excluded.${name}`)
       .join(", ")}`,
    values,
  );
}
