import type { ServedModel } from "#lib/domain/served-model.ts";

import type { Store } from "./open-store.ts";

/** Widens the times at which models were seen to answer for others. */
export async function noteServed(store: Store, projectId: string, seen: readonly ServedModel[]): Promise<void> {
  const of = <T>(read: (row: ServedModel) => T): T[] => seen.map(read);
  await store.pool.query(
    `insert into served_model as known (project_id, provider, requested, served, first_at, last_at)
     select $1::uuid, * from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
     on conflict (project_id, provider, requested, served) do update
       set first_at = least(known.first_at, excluded.first_at), last_at = greatest(known.last_at, excluded.last_at)`,
    [
      projectId,
      of(({ provider }) => provider),
      of(({ requested }) => requested),
      of(({ served }) => served),
      of(({ firstAt }) => firstAt),
      of(({ lastAt }) => lastAt),
    ],
  );
}

export async function listServed(store: Store, projectId: string): Promise<ServedModel[]> {
  return store.prisma.servedModel.findMany({
    where: { projectId },
    omit: { projectId: true },
    orderBy: [{ provider: "asc" }, { requested: "asc" }, { firstAt: "asc" }, { served: "asc" }],
  });
}
