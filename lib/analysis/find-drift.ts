import type { ServedModel } from "#lib/domain/served-model.ts";

/** A name that is answered by another model than before. */
export interface Drift {
  readonly provider: string;
  readonly requested: string;
  readonly before: ServedModel;
  readonly now: ServedModel;
  /** False where both still answered after the newer one began: a roll-out under way, or a router. */
  readonly complete: boolean;
}

/** Names whose newest answering model is not the first that was seen; the latest change first. */
export function findDrift(seen: readonly ServedModel[]): Drift[] {
  const byName = new Map<string, ServedModel[]>();
  for (const row of seen) {
    const key = JSON.stringify([row.provider, row.requested]);
    byName.set(key, [...(byName.get(key) ?? []), row]);
  }
  const drifts = [...byName.values()].flatMap((rows) => {
    const [now, before] = [...rows].sort((a, b) => b.firstAt.getTime() - a.firstAt.getTime());
    if (now === undefined || before === undefined) return [];
    const { provider, requested } = now;
    return [{ provider, requested, before, now, complete: before.lastAt < now.firstAt }];
  });
  return drifts.sort((a, b) => b.now.firstAt.getTime() - a.now.firstAt.getTime());
}
