import { bucketStart, TIERS } from "#lib/domain/time.ts";
import type { CellDelta } from "#lib/fold/contribution.ts";
import { cellKeyText } from "#lib/fold/contribution.ts";
import { addSums, emptySums, isEmpty } from "#lib/fold/sums.ts";

import type { Cell } from "./cell-columns.ts";

/** Adds up what tasks put into and take out of the cells of one project, then spreads it over the tiers. */
export class CellCollector {
  readonly #projectId: string;
  readonly #hours = new Map<string, CellDelta>();

  constructor(projectId: string) {
    this.#projectId = projectId;
  }

  add(deltas: readonly CellDelta[], sign: 1 | -1 = 1): void {
    for (const { key, sums } of deltas) {
      const text = cellKeyText(key);
      const cell = this.#hours.get(text) ?? { key, sums: emptySums() };
      this.#hours.set(text, cell);
      addSums(cell.sums, sums, sign);
    }
  }

  /** The cells of all tiers whose sums differ from zero. */
  cells(): Cell[] {
    const cells = new Map<string, Cell>();
    for (const { key, sums } of this.#hours.values()) {
      if (isEmpty(sums)) continue;
      for (const tier of TIERS) {
        const bucketMs = bucketStart(key.hourMs, tier);
        const text = `${tier}${cellKeyText({ ...key, hourMs: bucketMs })}`;
        const { grain, split, dimensions } = key;
        const cell = cells.get(text) ?? {
          projectId: this.#projectId,
          grain,
          split,
          tier,
          bucketMs,
          dimensions,
          sums: emptySums(),
        };
        cells.set(text, cell);
        addSums(cell.sums, sums);
      }
    }
    return [...cells.values()].filter((cell) => !isEmpty(cell.sums));
  }
}
