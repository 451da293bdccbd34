import type { Batch, CallStore } from "#lib/domain/call.ts";
import type { ServedModel } from "#lib/domain/served-model.ts";
import type { Store } from "#lib/store/open-store.ts";
import { noteServed } from "#lib/store/served-models.ts";

/** A pair that is known is written again once its last sighting is so much older. */
const FRESH_MS = 3_600_000;
/** Names come from outside: a bounded memory keeps invented ones from filling it. */
const MOST_PAIRS = 10_000;

/**
 * The store, with an eye on which model answers for which name. Looking costs a comparison a call; writing happens for a new
 * pair and once an hour for a known one, after the calls are safe, and never holds up or fails the sender.
 */
export function watchServed(store: Store, report: (error: unknown) => void): CallStore {
  const known = new Map<string, { first: number; last: number }>();

  function unknownOf({ projectId, calls }: Batch): Map<string, ServedModel> {
    const found = new Map<string, ServedModel>();
    for (const { provider, requestModel: requested, responseModel: served, startUs } of calls) {
      if (requested === null || served === null) continue;
      const key = `${projectId}\n${provider}\n${requested}\n${served}`;
      const at = startUs / 1000;
      const times = known.get(key);
      if (times !== undefined && at >= times.first && at < times.last + FRESH_MS) continue;
      if (known.size >= MOST_PAIRS) known.clear();
      known.set(key, { first: least(at, times?.first), last: most(at, times?.last) });
      const other = found.get(key);
      const firstAt = new Date(least(at, other?.firstAt.getTime()));
      const lastAt = new Date(most(at, other?.lastAt.getTime()));
      found.set(key, { provider, requested, served, firstAt, lastAt });
    }
    return found;
  }

  return {
    async write(batch) {
      await store.write(batch);
      const found = unknownOf(batch);
      if (found.size === 0) return;
      await noteServed(store, batch.projectId, [...found.values()]).catch((error: unknown) => {
        for (const key of found.keys()) known.delete(key);
        report(error);
      });
    },
  };
}

function least(at: number, known = at): number {
  return Math.min(at, known);
}

function most(at: number, known = at): number {
  return Math.max(at, known);
}
