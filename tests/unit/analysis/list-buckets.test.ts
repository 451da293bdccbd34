import { describe, expect, it } from "vitest";

import { listBuckets } from "#lib/analysis/list-buckets.ts";

const range = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });
const texts = (dates: readonly Date[]) => dates.map((date) => date.toISOString());

describe("the buckets of a range", () => {
  it("are its days, the last one begun counting whole", () => {
    expect(texts(listBuckets(range("2026-11-20T00:00:00Z", "2026-11-22T09:00:00Z"), "day", "UTC"))).toEqual([
      "2026-11-20T00:00:00.000Z",
      "2026-11-21T00:00:00.000Z",
      "2026-11-22T00:00:00.000Z",
    ]);
  });

  it("are ISO weeks from the Monday before its start", () => {
    expect(texts(listBuckets(range("2026-11-18T00:00:00Z", "2026-11-24T00:00:00Z"), "week", "UTC"))).toEqual([
      "2026-11-16T00:00:00.000Z",
      "2026-11-23T00:00:00.000Z",
    ]);
  });

  it("follow the zone's clock when it is set back", () => {
    const days = listBuckets(range("2026-10-24T22:00:00Z", "2026-10-27T00:00:00Z"), "day", "Europe/Berlin");
    expect(texts(days)).toEqual(["2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z", "2026-10-26T23:00:00.000Z"]);
  });
});
