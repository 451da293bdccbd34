import { describe, expect, test } from "vitest";

import { decideState, SERIES_STATES } from "#lib/alerts/decide-state.ts";
import type { Change, Seen, SeriesState } from "#lib/alerts/decide-state.ts";

const QUIET: Seen = { alarm: false, calm: true, noData: false, overwhelming: false, muted: false };
const SEEN = {
  calm: QUIET,
  unclear: { ...QUIET, calm: false },
  alarm: { ...QUIET, alarm: true, calm: false },
  "clear alarm": { ...QUIET, alarm: true, calm: false, overwhelming: true },
  "no data": { ...QUIET, noData: true },
  muted: { ...QUIET, alarm: true, calm: false, muted: true },
} as const satisfies Record<string, Seen>;

type Row = readonly [from: SeriesState, seen: keyof typeof SEEN, to: SeriesState, change: Change];

const TABLE: readonly Row[] = [
  ["ok", "calm", "ok", null],
  ["ok", "unclear", "ok", null],
  ["ok", "alarm", "pending", null],
  ["ok", "clear alarm", "firing", "fires"],
  ["ok", "no data", "no_data", null],
  ["ok", "muted", "muted", null],
  ["pending", "calm", "ok", null],
  ["pending", "unclear", "ok", null],
  ["pending", "alarm", "firing", "fires"],
  ["pending", "clear alarm", "firing", "fires"],
  ["pending", "no data", "no_data", null],
  ["pending", "muted", "muted", null],
  ["firing", "calm", "recovering", null],
  ["firing", "unclear", "firing", null],
  ["firing", "alarm", "firing", null],
  ["firing", "clear alarm", "firing", null],
  ["firing", "no data", "no_data", "ends"],
  ["firing", "muted", "muted", "ends"],
  ["recovering", "unclear", "firing", null],
  ["recovering", "alarm", "firing", null],
  ["recovering", "clear alarm", "firing", null],
  ["recovering", "no data", "no_data", "ends"],
  ["recovering", "muted", "muted", "ends"],
  ["no_data", "calm", "ok", null],
  ["no_data", "unclear", "ok", null],
  ["no_data", "alarm", "pending", null],
  ["no_data", "clear alarm", "firing", "fires"],
  ["no_data", "no data", "no_data", null],
  ["no_data", "muted", "muted", null],
  ["muted", "calm", "ok", null],
  ["muted", "unclear", "ok", null],
  ["muted", "alarm", "pending", null],
  ["muted", "clear alarm", "firing", "fires"],
  ["muted", "no data", "no_data", null],
  ["muted", "muted", "muted", null],
];

describe("a series that is", () => {
  test.each(TABLE)("%s and looks %s becomes %s (%s)", (from, seen, to, change) => {
    const decision = decideState({ state: from, since: 100 }, SEEN[seen], 105);
    expect(decision).toEqual({ next: { state: to, since: to === from ? 100 : 105 }, change });
  });

  test("recovering is ok only after ten calm minutes", () => {
    const since = { state: "recovering", since: 100 } as const;
    expect(decideState(since, SEEN.calm, 109)).toEqual({ next: since, change: null });
    expect(decideState(since, SEEN.calm, 110)).toEqual({ next: { state: "ok", since: 110 }, change: "ends" });
  });
});

test("the table has every pair of state and look", () => {
  const pairs = new Set(TABLE.map(([from, seen]) => `${from} ${seen}`));
  // Recovering and calm depends on how long, and stands by itself.
  expect(pairs.size).toBe(SERIES_STATES.length * Object.keys(SEEN).length - 1);
});
