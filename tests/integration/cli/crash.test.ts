import { expect, test } from "vitest";

import { runCrashes } from "#tests/support/crash/run-crashes.ts";

/** The first server of a fresh clone builds the pages; the crashes themselves take half a minute. */
const MINUTES = 300_000;

test(
  "every acknowledged call is there once, and rolled up, after the server and its Postgres were killed under load",
  async () => {
    const report = await runCrashes({ kills: 3, seed: 20_261_122 });
    expect(report.unsafe).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(100);
    expect(report).toMatchObject({
      lost: 0,
      doubled: 0,
      stored: report.acknowledged,
      rolledUp: report.acknowledged,
      verifyStatus: 0,
    });
    expect(report.verified).toContain("0 differences");
  },
  MINUTES,
);
