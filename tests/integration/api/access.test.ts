import { afterAll, beforeAll, expect, test } from "vitest";

import { GET as readFailures } from "#app/api/v1/failures/route.ts";
import { POST as postMark } from "#app/api/v1/marks/route.ts";
import { GET as readMetrics } from "#app/api/v1/metrics/route.ts";
import { GET as readModels } from "#app/api/v1/models/route.ts";
import { POST as postOutcomes } from "#app/api/v1/outcomes/route.ts";
import { POST as postChecks } from "#app/api/v1/tasks/[id]/checks/route.ts";
import { POST as postOutcome } from "#app/api/v1/tasks/[id]/outcome/route.ts";
import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { GET as readTasks } from "#app/api/v1/tasks/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { listApiKeys, revokeApiKey, rotateApiKey } from "#lib/store/list-api-keys.ts";
import { ask, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
});

const READING = { readFailures, readMetrics, readModels, readTasks, readTask };
const WRITING = { postMark, postOutcomes, postChecks, postOutcome, postTraces };
const params = { id: "t" };

test.each(Object.entries(READING))(
  "%s is for read keys, not for ingest keys, and not for nobody",
  async (_name, route) => {
    expect((await ask(route, { params })).status).toBe(401);
    expect((await ask(route, { params, key: "not-a-key" })).status).toBe(401);
    expect((await ask(route, { params, key: INGEST_KEY })).status).toBe(403);
    expect([200, 404]).toContain((await ask(route, { params, key: READ_KEY })).status);
  },
);

test.each(Object.entries(WRITING))(
  "%s is for ingest keys, not for read keys, and not for nobody",
  async (_name, route) => {
    const headers = { "content-type": "application/json" };
    expect((await ask(route, { params, body: "[]", headers })).status).toBe(401);
    expect((await ask(route, { params, body: "[]", headers, key: READ_KEY })).status).toBe(403);
    expect([200, 400]).toContain((await ask(route, { params, body: "[]", headers, key: INGEST_KEY })).status);
  },
);

test("who sends no key is told how to send one", async () => {
  const { body, headers } = await ask(readMetrics, {});
  expect(body).toEqual({
    error: { code: "unauthorized", message: 'Send a key for read as "Authorization: Bearer KEY".' },
  });
  expect(headers.get("www-authenticate")).toBe("Bearer");
});

test("an admin key does everything until it is revoked or expires", async () => {
  const { store, project } = api.runtime;
  const key = { projectId: project.id, scope: "admin" } as const;
  const { plaintext, id } = await createApiKey(store, { ...key, name: "all" });
  expect((await ask(readMetrics, { key: plaintext })).status).toBe(200);
  expect((await ask(postOutcomes, { key: plaintext, body: "[]" })).status).toBe(200);
  const late = await createApiKey(store, { ...key, name: "late", expiresAt: new Date(Date.now() - 1) });
  expect((await ask(readMetrics, { key: late.plaintext })).status).toBe(401);
  const unused = await createApiKey(store, { ...key, name: "unused" });
  await revokeApiKey(store, project.id, unused.id);
  expect((await ask(readMetrics, { key: unused.plaintext })).status).toBe(401);
  expect((await listApiKeys(store, project.id)).find((row) => row.id === id)).not.toHaveProperty("hash");
});

test("a replaced key works beside its successor for a week, and no longer", async () => {
  const { store, project } = api.runtime;
  const old = await createApiKey(store, { projectId: project.id, scope: "read", name: "reports", ratePerMinute: 60 });
  const next = await rotateApiKey(store, project.id, old.id);
  for (const key of [old.plaintext, next?.plaintext ?? ""]) expect((await ask(readMetrics, { key })).status).toBe(200);
  const rows = await listApiKeys(store, project.id);
  const ends = rows.find(({ id }) => id === old.id)?.expiresAt?.getTime() ?? 0;
  expect(ends - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
  expect(ends - Date.now()).toBeLessThanOrEqual(7 * 86_400_000);
  expect(rows.find(({ id }) => id === next?.id)).toMatchObject({ name: "reports", scope: "read", ratePerMinute: 60 });
  await revokeApiKey(store, project.id, old.id);
  expect(await rotateApiKey(store, project.id, old.id)).toBeNull();
});

test("a key with a limit is told what is left of it, and to wait beyond it", async () => {
  const { store, project } = api.runtime;
  const key = { projectId: project.id, scope: "read", name: "twice a minute", ratePerMinute: 2 } as const;
  const { plaintext } = await createApiKey(store, key);
  expect((await ask(readMetrics, { key: plaintext })).headers.get("ratelimit")).toMatch(/^"key";r=1;t=\d+$/);
  expect((await ask(readMetrics, { key: plaintext })).headers.get("ratelimit")).toMatch(/^"key";r=0;t=\d+$/);
  const refused = await ask(readMetrics, { key: plaintext });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(JSON.stringify(refused.body)).toContain("may ask 2 times a minute");
});
