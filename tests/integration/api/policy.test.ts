import { createServer } from "node:http";

import { afterAll, beforeAll, expect, test } from "vitest";

import { GET as readPolicy, PUT as putPolicy } from "#app/api/v1/policy/route.ts";
import { GET as readVersions } from "#app/api/v1/policy/versions/route.ts";
import { Outturn } from "#lib/capture/index.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { listRoutingPolicies, saveRoutingPolicy } from "#lib/store/routing-policy.ts";
import { ask, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

let api: TestApi;
let admin: string;
beforeAll(async () => {
  api = await openApi();
  const { id: projectId } = api.runtime.project;
  admin = (await createApiKey(api.runtime.store, { projectId, name: "ops", scope: "admin" })).plaintext;
});
afterAll(async () => {
  await api.close();
});

const RULES = [
  { taskType: "invoice_extraction", maxInputTokens: 8000, offers: ["json"], models: ["small", "large"], explore: 0.05 },
  { models: ["large"] },
];

const put = async (body: object, key = admin): ReturnType<typeof ask> =>
  ask(putPolicy, { key, method: "PUT", body: JSON.stringify(body) });

test("a project without a policy has none, and says how to save one", async () => {
  expect(await ask(readPolicy, { key: INGEST_KEY })).toMatchObject({
    status: 404,
    body: {
      error: { code: "not_found", message: "This project has no routing policy: save one with PUT /api/v1/policy." },
    },
  });
});

test("a policy that was saved is in force, and the one before stays, each with who and when", async () => {
  expect((await put({ rules: [{ models: ["first"] }] })).body).toMatchObject({ version: 1, note: null });
  expect((await put({ rules: RULES, note: "small is enough for short invoices" })).status).toBe(200);
  const { body } = await ask(readPolicy, { key: INGEST_KEY });
  expect(body).toMatchObject({
    version: 2,
    rules: RULES,
    note: "small is enough for short invoices",
    created_by: "ops",
  });
  expect((await ask(readPolicy, { key: READ_KEY, query: "version=1" })).body).toMatchObject({
    rules: [{ models: ["first"] }],
  });
  expect((await ask(readPolicy, { key: READ_KEY, query: "version=9" })).status).toBe(404);
  expect((await ask(readPolicy, { key: READ_KEY, query: "version=-1" })).status).toBe(400);
  const versions = (await ask(readVersions, { key: READ_KEY })).body as { versions: { version: number }[] };
  expect(versions.versions.map(({ version }) => version)).toEqual([2, 1]);
});

test("only an admin key puts a policy in force", async () => {
  expect((await put({ rules: [] }, INGEST_KEY)).status).toBe(403);
  expect((await put({ rules: [] }, READ_KEY)).status).toBe(403);
});

test.each([
  [{ rules: [{ models: [] }] }, "`rules.0.models`: must name a model."],
  [{ rules: [{ models: ["m"], explore: 1.5 }] }, "`rules.0.explore`: must be from 0 to 1."],
  [{ rules: [{ models: ["m"], maxInputTokens: 0 }] }, "`rules.0.maxInputTokens`: must be more than 0."],
  [{ rules: [{ models: ["a\u0000b"] }] }, "`rules.0.models.0`: must be text without NUL."],
])("a rule that does not make sense is refused by name: %j", async (body, message) => {
  expect(await put(body)).toMatchObject({ status: 400, body: { error: { message } } });
});

test("a condition that is misspelt would fit everything, so it is refused", async () => {
  const { status, body } = await put({ rules: [{ task_type: "x", models: ["m"] }] });
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain("task_type");
});

test("people who save at the same moment make versions one after the other", async () => {
  const { store, project } = api.runtime;
  const before = (await listRoutingPolicies(store, project.id)).length;
  const save = { projectId: project.id, rules: [{ models: ["m"] }], createdBy: "two of us" };
  const saved = await Promise.all([1, 2, 3, 4].map(async () => saveRoutingPolicy(store, save)));
  expect(saved.map(({ version }) => version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4].map((n) => before + n));
});

test("the library's router follows what was saved", async () => {
  await put({ rules: RULES });
  const server = createServer((incoming, outgoing) => {
    const key = (incoming.headers.authorization ?? "").replace("Bearer ", "");
    void ask(readPolicy, { key }).then(({ status, body }) => outgoing.writeHead(status).end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const outturn = new Outturn({ url, key: INGEST_KEY, spool: false });
  expect(await outturn.route({ taskType: "chat" })).toMatchObject({ models: ["large"], source: "project" });
  const drawn = await outturn.route({ taskType: "invoice_extraction", inputTokens: 100, needs: ["json"] });
  expect(drawn.explored).toBe(drawn.model === "large");
  await outturn.shutdown();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
