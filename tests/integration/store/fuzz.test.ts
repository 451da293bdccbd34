import { expect, test } from "vitest";

import { realSpans } from "#tests/support/fuzz/real-spans.ts";
import { runFuzz } from "#tests/support/fuzz/run-fuzz.ts";

import { withProject } from "./open-project.ts";

test("whatever is done to 3,000 payloads, none is a server's fault, each good neighbour is kept, and the figures add up", async () => {
  await withProject(async ({ store, projectId }) => {
    const report = await runFuzz(store, projectId, { seed: 7, payloads: 3_000, bases: realSpans(), atOnce: 8 });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ payloads: 3_000, neighboursLost: 0, differences: 0, dirtyTasks: 0 });
    expect(report.neighbours).toBeGreaterThan(2_000);
  });
}, 120_000);
