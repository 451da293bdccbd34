import { afterAll, beforeAll, expect, test } from "vitest";

import { openStore } from "#lib/store/open-store.ts";
import type { Store } from "#lib/store/open-store.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { cloneDatabase } from "#tests/support/database-template.ts";
import type { ClonedDatabase } from "#tests/support/database-template.ts";
import { aCall, anOutcome } from "#tests/unit/fold/build-rows.ts";

let database: ClonedDatabase;
let store: Store;

beforeAll(async () => {
  database = await cloneDatabase();
  store = openStore({ databaseUrl: database.url });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

test("the same batch again changes nothing and leaves nothing to fold", async () => {
  const project = await store.prisma.project.create({ data: { slug: "again", name: "Again", hashKey: "k" } });
  const batch = { projectId: project.id, calls: [aCall(), aCall({ at: 2 })], events: [anOutcome("succeeded")] };
  await store.write(batch);
  expect(await foldUntilClean(store)).toBe(1);
  await store.write(batch);
  expect(await foldUntilClean(store)).toBe(0);
  const task = await store.prisma.task.findFirstOrThrow({ where: { project_id: project.id } });
  expect(task).toMatchObject({ task_id: "t1", outcome: "succeeded", calls: 2, cost_nano: 2_000n });
  const cells = await store.prisma.taskCell.findMany({ where: { project_id: project.id } });
  expect(cells.map((cell) => [cell.tier, cell.tasks, cell.calls, cell.cost])).toEqual(
    expect.arrayContaining([
      ["hour", 1n, 2n, 2_000n],
      ["day", 1n, 2n, 2_000n],
      ["week", 1n, 2n, 2_000n],
    ]),
  );
});
