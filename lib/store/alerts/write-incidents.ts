import type { PoolClient } from "pg";

import { storableJson } from "#lib/store/storable-json.ts";

export interface NewIncident {
  readonly id: string;
  readonly projectId: string;
  readonly title: string;
  readonly family: string;
  readonly sinceMs: number;
  readonly openedMs: number;
  readonly reasons: unknown;
}

export interface NewPart {
  readonly incidentId: string;
  readonly ruleId: string;
  readonly key: string;
  readonly ruleName: string;
  readonly metric: string;
  readonly subject: string;
  readonly scope: unknown;
  readonly firedMs: number;
  readonly finding: unknown;
}

export async function insertIncident(client: PoolClient, incident: NewIncident): Promise<void> {
  await client.query(
    `insert into alert_incident (id, project_id, title, family, since, opened_at, reasons) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      incident.id,
      incident.projectId,
      incident.title,
      incident.family,
      new Date(incident.sinceMs),
      new Date(incident.openedMs),
      storableJson(incident.reasons),
    ],
  );
}

/** A series that comes back into its incident is again a part of it, with what is seen now. */
export async function insertPart(client: PoolClient, part: NewPart): Promise<void> {
  await client.query(
    `insert into alert_part (incident_id, rule_id, key, rule_name, metric, subject, scope, fired_at, finding)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (incident_id, rule_id, key) do update set ended_at = null, finding = excluded.finding`,
    [
      part.incidentId,
      part.ruleId,
      part.key,
      part.ruleName,
      part.metric,
      part.subject,
      storableJson(part.scope),
      new Date(part.firedMs),
      storableJson(part.finding),
    ],
  );
}

export async function endPart(
  client: PoolClient,
  { incidentId, ruleId, key }: Pick<NewPart, "incidentId" | "ruleId" | "key">,
  atMs: number,
): Promise<void> {
  await client.query(
    "update alert_part set ended_at = $4 where incident_id = $1 and rule_id = $2 and key = $3 and ended_at is null",
    [incidentId, ruleId, key, new Date(atMs)],
  );
}

/** @returns false when it had ended already. */
export async function endIncident(client: PoolClient, incidentId: string, atMs: number): Promise<boolean> {
  const { rowCount } = await client.query(
    "update alert_incident set ended_at = $2 where id = $1 and ended_at is null",
    [incidentId, new Date(atMs)],
  );
  return rowCount === 1;
}

export interface NewEvent {
  readonly incidentId: string;
  readonly atMs: number;
  readonly kind: string;
  readonly who?: string | null;
  readonly text?: string;
}

export async function insertEvent(client: Pick<PoolClient, "query">, event: NewEvent): Promise<void> {
  await client.query("insert into alert_event (incident_id, at, kind, who, text) values ($1, $2, $3, $4, $5)", [
    event.incidentId,
    new Date(event.atMs),
    event.kind,
    event.who ?? null,
    event.text ?? "",
  ]);
}

/** Messages of an incident that opened: to the channels named, or to all of the project that are on. */
export async function enqueueOpened(
  client: PoolClient,
  incidentId: string,
  channels: readonly string[],
  message: unknown,
): Promise<void> {
  await client.query(
    `insert into alert_delivery (channel_id, incident_id, kind, message, next_at)
     select c.id, i.id, 'opened', $3::json, i.opened_at from alert_incident i join alert_channel c on c.project_id = i.project_id
     where i.id = $1 and c.enabled and (cardinality($2::uuid[]) = 0 or c.id = any($2::uuid[]))
     on conflict (incident_id, channel_id, kind) do nothing`,
    [incidentId, channels, storableJson(message)],
  );
}

/** Who was told that it opened is told that it is over; nobody is while the incident is muted. */
export async function enqueueRecovered(client: PoolClient, incidentId: string, message: unknown): Promise<void> {
  await client.query(
    `insert into alert_delivery (channel_id, incident_id, kind, message, next_at)
     select d.channel_id, d.incident_id, 'recovered', $2::json, i.ended_at from alert_delivery d join alert_incident i on i.id = d.incident_id
     where i.id = $1 and d.kind = 'opened' and (i.muted_until is null or i.muted_until < now())
     on conflict (incident_id, channel_id, kind) do nothing`,
    [incidentId, storableJson(message)],
  );
}

export interface IncidentSummary {
  readonly title: string;
  readonly sinceMs: number;
  readonly openedMs: number;
}

export async function readSummary(client: PoolClient, incidentId: string): Promise<IncidentSummary | null> {
  const { rows } = await client.query<{ title: string; since: Date; opened_at: Date }>(
    "select title, since, opened_at from alert_incident where id = $1",
    [incidentId],
  );
  const [row] = rows;
  return row ? { title: row.title, sinceMs: row.since.getTime(), openedMs: row.opened_at.getTime() } : null;
}
