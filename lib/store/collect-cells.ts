import { CELL_TIERS, cellBucket } from "#lib/domain/time.ts";
import type { CellTier } from "#lib/domain/time.ts";
import type { CellDelta, CellKey } from "#lib/fold/contribution.ts";
import { cellKeyText } from "#lib/fold/contribution.ts";
import { addSums, emptySums, isEmpty } from "#lib/fold/sums.ts";
import type { Sums } from "#lib/fold/sums.ts";
import { addWatched, KEEP_MINUTES_MS } from "#lib/fold/watched-sums.ts";
import { inView, TOOL_SPLIT, viewsOf } from "#lib/fold/views.ts";

import type { Cell } from "./cell-columns.ts";
import { Turn } from "./turn.ts";

/** Adds up what tasks put into and take out of the cells of one project, then spreads it over views and tiers. */
export class CellCollector {
  readonly #projectId: string;
  readonly #minutesFromMs: number;
  readonly #hours = new Map<string, CellDelta>();
  readonly #minutes = new Map<string, CellDelta>();

  /** Sums by the minute before `minutesFromMs` are left out, as they are not kept. */
  constructor(projectId: string, minutesFromMs = Date.now() - KEEP_MINUTES_MS) {
    this.#projectId = projectId;
    this.#minutesFromMs = minutesFromMs;
  }

  add(deltas: readonly CellDelta[], sign: 1 | -1 = 1): void {
    for (const delta of deltas) {
      const { key, sums } = delta;
      const isOfTool = key.split === TOOL_SPLIT;
      if (isOfTool) addDelta(this.#hours, { key: { ...key, hourMs: cellBucket(key.hourMs, "hour") }, sums }, sign);
      else if (key.split !== "minute") addDelta(this.#hours, delta, sign);
      if ((isOfTool || key.split === "minute") && key.hourMs >= this.#minutesFromMs)
        addWatched(sumsAt(this.#minutes, { ...key, split: isOfTool ? TOOL_SPLIT : "none" }), sums, sign);
    }
  }

  /** The cells of all views and tiers whose sums differ from zero. */
  async cells(): Promise<Cell[]> {
    const turn = new Turn();
    const hours = new Map<string, CellDelta>();
    for (const { key, sums } of this.#hours.values()) {
      if (turn.isOver()) await turn.pass();
      if (isEmpty(sums)) continue;
      for (const view of viewsOf(key.grain, key.split)) addDelta(hours, { key: inView(key, view), sums }, 1);
    }
    // Nobody asks for tools by the week.
    const asked = new Map([...hours].filter(([, { key }]) => key.split !== TOOL_SPLIT));
    const days = await coarser(asked, "day", turn);
    const tiers: Record<CellTier, ReadonlyMap<string, CellDelta>> = {
      hour: hours,
      day: days,
      week: await coarser(days, "week", turn),
      week_hours: await coarser(asked, "week_hours", turn),
      minute: this.#minutes,
    };
    return CELL_TIERS.flatMap((tier) => [...tiers[tier].values()].flatMap((delta) => this.#cellsOf(delta, tier)));
  }

  #cellsOf({ key: { grain, split, hourMs, dimensions }, sums }: CellDelta, tier: CellTier): Cell[] {
    return isEmpty(sums)
      ? []
      : [{ projectId: this.#projectId, grain, split, tier, bucketMs: hourMs, dimensions, sums }];
  }
}

/** The sums of a finer tier by the buckets of a coarser one. */
async function coarser(
  finer: ReadonlyMap<string, CellDelta>,
  tier: CellTier,
  turn: Turn,
): Promise<Map<string, CellDelta>> {
  const cells = new Map<string, CellDelta>();
  for (const { key, sums } of finer.values()) {
    if (turn.isOver()) await turn.pass();
    addDelta(cells, { key: { ...key, hourMs: cellBucket(key.hourMs, tier) }, sums }, 1);
  }
  return cells;
}

function addDelta(into: Map<string, CellDelta>, { key, sums }: CellDelta, sign: 1 | -1): void {
  addSums(sumsAt(into, key), sums, sign);
}

function sumsAt(cells: Map<string, CellDelta>, key: CellKey): Sums {
  const text = cellKeyText(key);
  const known = cells.get(text);
  if (known) return known.sums;
  const cell = { key, sums: emptySums() };
  cells.set(text, cell);
  return cell.sums;
}
