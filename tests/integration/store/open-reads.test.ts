import { expect, test } from "vitest";

import { openReads } from "#lib/store/open-reads.ts";
import { openStore } from "#lib/store/open-store.ts";
import { withDatabase } from "#tests/support/database-template.ts";

import { withProject } from "./open-project.ts";

/** A database and what stands in for its copy: another one, whose changes the test makes itself. */
async function withCopy(
  work: (open: {
    readonly read: () => Promise<string>;
    readonly fold: (where: "primary" | "replica", version: number) => Promise<void>;
    readonly pass: (ms: number) => void;
    readonly said: string[];
  }) => Promise<void>,
): Promise<void> {
  await withProject(async ({ store, databaseUrl, projectId }) => {
    await withDatabase(async (replicaUrl) => {
      const copy = openStore({ databaseUrl: replicaUrl });
      let nowMs = 0;
      const said: string[] = [];
      const reads = openReads({ databaseUrl, replicaUrl, onChange: (from) => said.push(from), now: () => nowMs });
      await store.pool.query("create table place as select 'primary' as name");
      await copy.pool.query("create table place as select 'replica' as name");
      const read = async (): Promise<string> => {
        const { rows } = await reads.query("select name from place");
        return String(rows[0]?.["name"]);
      };
      const fold = async (where: "primary" | "replica", version: number): Promise<void> => {
        await (where === "primary" ? store : copy).pool.query(
          `insert into fold_state (project_id, version) values ($1, $2)
           on conflict (project_id) do update set version = excluded.version`,
          [projectId, version],
        );
      };
      try {
        await work({ read, fold, pass: (ms) => (nowMs += ms), said });
      } finally {
        await reads.close();
        await copy.close();
      }
    });
  });
}

/** Asks until the look that a question set off has come to its end, and with it the answer from where it is wanted. */
async function expectFrom(read: () => Promise<string>, where: "primary" | "replica"): Promise<void> {
  await expect.poll(read, { interval: 5, timeout: 10_000 }).toBe(where);
}

/** Asks often enough for a look to end on any machine that is not busy; the answer is the same all the while. */
async function expectStays(read: () => Promise<string>, where: "primary" | "replica"): Promise<void> {
  for (let i = 0; i < 20; i += 1) expect(await read()).toBe(where);
}

test("questions go to the copy while it is two seconds behind at most, and back to the database beyond that", async () => {
  await withCopy(async ({ read, fold, pass, said }) => {
    await fold("primary", 7);
    await fold("replica", 7);
    expect(await read()).toBe("replica");
    await fold("primary", 8);
    pass(1_000);
    await expectStays(read, "replica");
    pass(1_500);
    await expectFrom(read, "primary");
    await fold("replica", 8);
    pass(600);
    await expectFrom(read, "replica");
    expect(said).toEqual(["replica", "primary", "replica"]);
  });
});

test("a copy that starts behind is not read until it has caught up", async () => {
  await withCopy(async ({ read, fold, pass }) => {
    await fold("primary", 3);
    expect(await read()).toBe("primary");
    await fold("replica", 3);
    pass(600);
    await expectFrom(read, "replica");
  });
});

test("a copy that is not there is never asked, and every question is answered", async () => {
  await withProject(async ({ databaseUrl }) => {
    const replicaUrl = "postgresql://nobody@127.0.0.1:1/none";
    const said: string[] = [];
    const reads = openReads({ databaseUrl, replicaUrl, onChange: (from) => said.push(from) });
    expect((await reads.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await reads.close();
    expect(said).toEqual([]);
  });
});
