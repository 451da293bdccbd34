import { afterAll, beforeAll, expect, test } from "vitest";

import { DELETE as stopJob, GET as readJob } from "#app/api/v1/jobs/[id]/route.ts";
import { GET as readJobs } from "#app/api/v1/jobs/route.ts";
import { POST as postReprice } from "#app/api/v1/reprice/route.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { createProject } from "#lib/store/create-project.ts";
import { createRepriceJob } from "#lib/store/jobs.ts";
import { call } from "#tests/integration/analysis/calls.ts";
import { ask, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

let api: TestApi;
let admin: string;
beforeAll(async () => {
  api = await openApi();
  const key = { projectId: api.runtime.project.id, scope: "admin", name: "money" } as const;
  admin = (await createApiKey(api.runtime.store, key)).plaintext;
});
afterAll(async () => {
  await api.close();
});

const WEEK = { from: "2026-11-02T00:00:00Z", to: "2026-11-09T00:00:00Z" };

async function start(body: object, key = admin): ReturnType<typeof ask> {
  return ask(postReprice, { key, body: JSON.stringify(body) });
}

/** The job once it has ended. */
async function ended(id: string): Promise<unknown> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { body } = await ask(readJob, { key: READ_KEY, params: { id } });
    if ((body as { finished_at: string | null }).finished_at !== null) return body;
    if (Date.now() > deadline) throw new Error("the job did not end within 20 s");
  }
}

test("a re-pricing that is asked for over HTTP is run by the server, and says what it changed", async () => {
  const { store, project } = api.runtime;
  await store.write({ projectId: project.id, calls: [call("t", "2026-11-03T10:00:00Z")], events: [] });
  const { status, body } = await start({ ...WEEK, model: "gpt-4o-mini" });
  expect(status).toBe(202);
  const { id } = body as { id: string };
  expect(await ended(id)).toMatchObject({
    state: "done",
    requested_by: "key money",
    tasks_done: 1,
    result: {
      records: 1,
      changed: 1,
      // The test's call cost a cent; 1,000 × $0.15/M + 50 × $0.60/M is what it costs at list price.
      models: [{ model: "gpt-4o-mini", calls: 1, before_usd: "0.010000000", after_usd: "0.000180000" }],
    },
  });
  expect((await ask(stopJob, { key: admin, params: { id } })).status).toBe(409);
  const { body: listed } = await ask(readJobs, { key: READ_KEY });
  expect((listed as { jobs: { id: string }[] }).jobs.map((job) => job.id)).toEqual([id]);
});

test("a range without time in it, and one of nothing that is a time, are refused", async () => {
  expect(await start({ from: WEEK.to, to: WEEK.from })).toMatchObject({
    status: 400,
    body: { error: { message: "`to` must be later than `from`." } },
  });
  expect((await start({ ...WEEK, from: "Monday" })).status).toBe(400);
  expect((await start(WEEK, READ_KEY)).status).toBe(403);
});

test("no project sees or stops another's job", async () => {
  const { store } = api.runtime;
  const other = await createProject(store, { slug: "other", name: "Other" });
  const request = { from: "2020-01-01T00:00:00.000Z", to: "2020-01-02T00:00:00.000Z", model: null, dryRun: true };
  const { id } = await createRepriceJob(store, { projectId: other.id, request, requestedBy: "test" });
  expect((await ask(readJob, { key: READ_KEY, params: { id } })).status).toBe(404);
  expect((await ask(stopJob, { key: admin, params: { id } })).status).toBe(404);
  expect((await ask(readJob, { key: READ_KEY, params: { id: "x" } })).status).toBe(404);
});
