import type { AlertEvent, AlertIncident, AlertPart, AlertProgress } from "#generated/prisma/client.ts";
import type { TimeRange } from "#lib/domain/time.ts";
import type { Store } from "#lib/store/open-store.ts";

import { isUuid } from "./rules.ts";

export type ListedIncident = AlertIncident & { readonly parts: readonly AlertPart[] };

export interface IncidentFilter {
  readonly projectId: string;
  /** All when not given. */
  readonly open?: boolean;
  readonly family?: string;
  /** Incidents that were open at any time of it. */
  readonly range?: TimeRange;
  readonly limit?: number;
}

const MOST_LISTED = 100;

/** Incidents, those that are open first, then the latest. */
export async function listIncidents(store: Store, filter: IncidentFilter): Promise<ListedIncident[]> {
  const { projectId, open, family, range, limit = MOST_LISTED } = filter;
  return store.prisma.alertIncident.findMany({
    where: {
      projectId,
      ...(open !== undefined && { endedAt: open ? null : { not: null } }),
      ...(family !== undefined && { family }),
      ...(range && { openedAt: { lt: range.to }, OR: [{ endedAt: null }, { endedAt: { gte: range.from } }] }),
    },
    include: { parts: { orderBy: { firedAt: "asc" } } },
    orderBy: [{ endedAt: { sort: "desc", nulls: "first" } }, { openedAt: "desc" }],
    take: limit,
  });
}

export type FoundIncident = ListedIncident & { readonly events: readonly AlertEvent[] };

/** Null when the project has no such incident. */
export async function findIncident(store: Store, projectId: string, id: string): Promise<FoundIncident | null> {
  if (!isUuid(id)) return null;
  return store.prisma.alertIncident.findFirst({
    where: { projectId, id },
    include: { parts: { orderBy: { firedAt: "asc" } }, events: { orderBy: { id: "asc" } } },
  });
}

/** Says that somebody has seen it; the first to do so stays named. */
export async function acknowledgeIncident(store: Store, projectId: string, id: string, who: string): Promise<void> {
  const { count } = await store.prisma.alertIncident.updateMany({
    where: { projectId, id, acknowledgedAt: null },
    data: { acknowledgedAt: new Date(), acknowledgedBy: who },
  });
  if (count > 0) await addEvent(store, id, { kind: "acknowledged", who, text: "" });
}

/** Nothing more is sent of it until then. */
export async function muteIncident(
  store: Store,
  projectId: string,
  id: string,
  mute: { readonly until: Date; readonly who: string },
): Promise<void> {
  const { until, who } = mute;
  const { count } = await store.prisma.alertIncident.updateMany({
    where: { projectId, id },
    data: { mutedUntil: until },
  });
  if (count > 0) await addEvent(store, id, { kind: "muted", who, text: `until ${until.toISOString()}` });
}

/** False when the project has no such incident. */
export async function commentOnIncident(
  store: Store,
  projectId: string,
  id: string,
  comment: { readonly who: string; readonly text: string },
): Promise<boolean> {
  if ((await store.prisma.alertIncident.count({ where: { projectId, id } })) === 0) return false;
  await addEvent(store, id, { kind: "comment", ...comment });
  return true;
}

async function addEvent(
  store: Store,
  incidentId: string,
  event: { readonly kind: string; readonly who: string; readonly text: string },
): Promise<void> {
  await store.prisma.alertEvent.create({ data: { incidentId, at: new Date(), ...event } });
}

/** How far all projects have been judged, and what is open in them: for the server's own figures. */
export async function readAlertTotals(store: Store): Promise<{
  readonly progress: readonly AlertProgress[];
  readonly open: readonly { readonly family: string; readonly incidents: number }[];
  readonly states: readonly { readonly state: string; readonly series: number }[];
  readonly deliveries: readonly { readonly state: string; readonly messages: number }[];
}> {
  const { prisma } = store;
  const [progress, open, states, deliveries] = await Promise.all([
    prisma.alertProgress.findMany(),
    prisma.alertIncident.groupBy({ by: ["family"], where: { endedAt: null }, _count: true }),
    prisma.alertSeries.groupBy({ by: ["state"], _count: true }),
    prisma.alertDelivery.groupBy({ by: ["state"], _count: true }),
  ]);
  return {
    progress,
    open: open.map(({ family, _count }) => ({ family, incidents: _count })),
    states: states.map(({ state, _count }) => ({ state, series: _count })),
    deliveries: deliveries.map(({ state, _count }) => ({ state, messages: _count })),
  };
}
