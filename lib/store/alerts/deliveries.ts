import type { Store } from "#lib/store/open-store.ts";
import { storableJson } from "#lib/store/storable-json.ts";

/** A message to send now. */
export interface DueDelivery {
  readonly id: string;
  readonly channelId: string;
  readonly sealed: Uint8Array;
  readonly message: unknown;
  /** This try included. */
  readonly tries: number;
}

/** A claimed message that nobody answered for is free again after so long: its sender was killed. */
const LEASE_SECONDS = 120;
const MOST_AT_ONCE = 20;
const MOST_ERROR = 500;

/**
 * Claims messages that are due, for this process alone. That an incident is over is only told after that it opened has
 * been, or has been given up.
 */
export async function claimDeliveries(store: Store, now: Date): Promise<DueDelivery[]> {
  const { rows } = await store.pool.query<{
    id: string;
    channel_id: string;
    sealed: Buffer;
    message: unknown;
    tries: number;
  }>(
    `update alert_delivery d set tries = d.tries + 1, next_at = $1::timestamptz + interval '${LEASE_SECONDS} seconds'
     from alert_channel c where c.id = d.channel_id and d.id in (
       select w.id from alert_delivery w where w.state = 'waiting' and w.next_at <= $1 and not exists (
         select 1 from alert_delivery o where o.incident_id = w.incident_id and o.channel_id = w.channel_id
           and o.kind = 'opened' and o.state = 'waiting' and w.kind = 'recovered')
       order by w.next_at, w.created_at limit ${MOST_AT_ONCE} for update skip locked)
     returning d.id::text, d.channel_id::text, c.sealed, d.message, d.tries`,
    [now],
  );
  return rows.map((row) => ({
    id: row.id,
    channelId: row.channel_id,
    sealed: row.sealed,
    message: row.message,
    tries: row.tries,
  }));
}

export async function markDelivered(store: Store, id: string): Promise<void> {
  await store.pool.query(
    "update alert_delivery set state = 'delivered', delivered_at = now(), last_error = null where id = $1",
    [id],
  );
}

/**
 * @param error free of NUL.
 * @param nextAt when to try again; null gives it up.
 */
export async function markUndelivered(store: Store, id: string, error: string, nextAt: Date | null): Promise<void> {
  await store.pool.query(
    `update alert_delivery set last_error = $2, state = case when $3::timestamptz is null then 'failed' else 'waiting' end,
       next_at = coalesce($3, next_at) where id = $1`,
    [id, error.slice(0, MOST_ERROR), nextAt],
  );
}

/** A message of no incident: the test of a channel. @returns its id. */
export async function enqueueTest(store: Store, channelId: string, message: unknown): Promise<string> {
  const { rows } = await store.pool.query<{ id: string }>(
    "insert into alert_delivery (channel_id, kind, message) values ($1, 'test', $2::json) returning id::text",
    [channelId, storableJson(message)],
  );
  return rows[0]?.id ?? "";
}

export interface DeliveryShown {
  readonly id: string;
  readonly incidentId: string | null;
  readonly kind: string;
  readonly state: string;
  readonly tries: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
  readonly nextAt: Date;
  readonly channel: { readonly id: string; readonly name: string; readonly kind: string };
}

const SHOWN = {
  id: true,
  incidentId: true,
  kind: true,
  state: true,
  tries: true,
  lastError: true,
  createdAt: true,
  deliveredAt: true,
  nextAt: true,
  channel: { select: { id: true, name: true, kind: true } },
} as const;

/** The latest messages over a project's channels. */
export async function listDeliveries(store: Store, projectId: string, limit = 50): Promise<DeliveryShown[]> {
  return store.prisma.alertDelivery.findMany({
    where: { channel: { projectId } },
    select: SHOWN,
    orderBy: { createdAt: "desc" },
    take: limit,
  });
}

export async function listDeliveriesOf(store: Store, incidentId: string): Promise<DeliveryShown[]> {
  return store.prisma.alertDelivery.findMany({ where: { incidentId }, select: SHOWN, orderBy: { createdAt: "asc" } });
}
