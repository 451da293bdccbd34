import { compileBook } from "#lib/pricing/price-book.ts";
import type { PriceBook } from "#lib/pricing/price-book.ts";
import type { Store } from "#lib/store/open-store.ts";
import { listPriceRules } from "#lib/store/price-rules.ts";

/** What each project says of prices, kept at hand for the calls that come in. */
export interface PriceBooks {
  of(projectId: string): Promise<PriceBook>;
  /** Reads the project's rules again for the next call; other processes do so within `KEPT_MS`. */
  forget(projectId: string): void;
}

const KEPT_MS = 5_000;

interface Kept {
  readonly book: Promise<PriceBook>;
  readonly until: number;
}

/** @param now milliseconds of a clock that never goes back. */
export function openPriceBooks(store: Store, now: () => number = () => performance.now()): PriceBooks {
  const kept = new Map<string, Kept>();
  return {
    async of(projectId) {
      const known = kept.get(projectId);
      if (known !== undefined && now() < known.until) return known.book;
      const book = listPriceRules(store, projectId).then(compileBook);
      kept.set(projectId, { book, until: now() + KEPT_MS });
      // Calls are not priced wrongly for want of the rules: the sender is told to come back, and the next one reads again.
      book.catch(() => kept.delete(projectId));
      return book;
    },
    forget: (projectId) => {
      kept.delete(projectId);
    },
  };
}
