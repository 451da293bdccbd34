import { afterAll, beforeAll, expect, test } from "vitest";

import { changeProject } from "#lib/store/change-project.ts";
import { createApiKey, ensureApiKey } from "#lib/store/create-api-key.ts";
import { createMark } from "#lib/store/create-mark.ts";
import { createProject, ensureDefaultProject } from "#lib/store/create-project.ts";
import { findApiKey } from "#lib/store/find-api-key.ts";
import { findProject, findProjectById, listProjects } from "#lib/store/find-project.ts";
import { listApiKeys, revokeApiKey } from "#lib/store/list-api-keys.ts";
import { listTaskTags } from "#lib/store/list-task-tags.ts";
import { listMarks } from "#lib/store/list-marks.ts";
import { openStore } from "#lib/store/open-store.ts";
import { readDatabaseSize } from "#lib/store/read-database-size.ts";
import type { Store } from "#lib/store/open-store.ts";
import { findAnswer, rememberAnswer } from "#lib/store/remember-answer.ts";
import { listTaskTypes, saveTaskType } from "#lib/store/save-task-type.ts";
import { cloneDatabase } from "#tests/support/database-template.ts";
import type { ClonedDatabase } from "#tests/support/database-template.ts";

let database: ClonedDatabase;
let store: Store;
let acme: string;
let other: string;

beforeAll(async () => {
  database = await cloneDatabase();
  store = openStore({ databaseUrl: database.url });
  acme = (await createProject(store, { slug: "acme", name: "Acme" })).id;
  other = (await createProject(store, { slug: "other", name: "Other" })).id;
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

test("processes that start together make one default project", async () => {
  const made = await Promise.all([1, 2, 3].map(async () => ensureDefaultProject(store)));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(await findProject(store, "default")).toMatchObject({ name: "Default", billingZone: "UTC", simulated: false });
});

test("a project is found by slug and id, changed and listed in order of making", async () => {
  await changeProject(store, acme, { simulated: true });
  expect(await findProjectById(store, acme)).toMatchObject({ slug: "acme", simulated: true });
  expect(await findProject(store, "nobody")).toBeNull();
  expect((await listProjects(store)).map(({ slug }) => slug).slice(0, 2)).toEqual(["acme", "other"]);
});

test("a key is shown once, found by what it is, and stored as its hash only", async () => {
  const { id, plaintext, prefix } = await createApiKey(store, { projectId: acme, name: "ci", scope: "ingest" });
  expect(plaintext).toMatch(/^ot_ingest_[\w-]{43}$/);
  expect(plaintext.startsWith(prefix)).toBe(true);
  expect(await findApiKey(store, plaintext)).toEqual({
    id,
    projectId: acme,
    name: "ci",
    scope: "ingest",
    ratePerMinute: null,
  });
  expect(await findApiKey(store, `${plaintext}x`)).toBeNull();
  const { rows } = await store.pool.query<{ row: string }>("select row_to_json(k)::text as row from api_key k");
  expect(rows.some(({ row }) => row.includes(plaintext.slice(prefix.length)))).toBe(false);
});

test("a revoked or expired key is refused, at the latest ten seconds after", async () => {
  const now = Date.now();
  const { id, plaintext } = await createApiKey(store, { projectId: acme, name: "old", scope: "read" });
  const brief = await createApiKey(store, {
    projectId: acme,
    name: "brief",
    scope: "read",
    expiresAt: new Date(now + 1_000),
  });
  expect(await findApiKey(store, plaintext, now)).not.toBeNull();
  expect(await findApiKey(store, brief.plaintext, now)).not.toBeNull();
  expect(await revokeApiKey(store, other, id)).toBe(false);
  expect(await revokeApiKey(store, acme, id)).toBe(true);
  expect(await revokeApiKey(store, acme, id)).toBe(false);
  expect(await findApiKey(store, plaintext, now + 10_000)).toBeNull();
  expect(await findApiKey(store, brief.plaintext, now + 10_000)).toBeNull();
});

test("a key's last use is written down once a minute at most", async () => {
  const now = Date.UTC(2026, 10, 16, 10);
  const { id, plaintext } = await createApiKey(store, { projectId: acme, name: "busy", scope: "read" });
  const written = async (): Promise<Date | null> =>
    (await store.prisma.apiKey.findUniqueOrThrow({ where: { id } })).lastUsedAt;
  await findApiKey(store, plaintext, now);
  await expect.poll(written).toEqual(new Date(now));
  await findApiKey(store, plaintext, now + 59_000);
  await findApiKey(store, plaintext, now + 60_000);
  await expect.poll(written).toEqual(new Date(now + 60_000));
});

test("a fixed key works, again and again, and belongs where it was last put", async () => {
  const plaintext = "fixed-key-of-a-container-0123456789";
  for (const projectId of [acme, acme, other])
    await ensureApiKey(store, { projectId, name: "fixed", scope: "ingest", plaintext });
  expect(await findApiKey(store, plaintext)).toMatchObject({ projectId: other, name: "fixed" });
  expect(await listApiKeys(store, other)).toEqual([expect.objectContaining({ prefix: plaintext.slice(0, 17) })]);
  expect((await listApiKeys(store, other))[0]).not.toHaveProperty("hash");
});

test("the same mark is drawn once, and only on its project's charts", async () => {
  const at = new Date("2026-11-16T10:00:00Z");
  for (const _ of [1, 2]) await createMark(store, { projectId: acme, at, label: "v7", kind: "deploy" });
  const range = { from: at, to: new Date("2026-11-17T00:00:00Z") };
  expect(await listMarks(store, acme, range)).toEqual([expect.objectContaining({ label: "v7", kind: "deploy", at })]);
  expect(await listMarks(store, other, range)).toEqual([]);
  expect(await listMarks(store, acme, { from: range.to, to: new Date("2027-01-01T00:00:00Z") })).toEqual([]);
});

test("a request sent again gets its first answer; its key with other content is refused", async () => {
  const request = { projectId: acme, key: "k1", requestHash: "h1" };
  expect(await findAnswer(store, request)).toBeNull();
  await rememberAnswer(store, request, { status: 200, response: "first" });
  await rememberAnswer(store, request, { status: 200, response: "second" });
  expect(await findAnswer(store, request)).toEqual({ status: 200, response: "first" });
  expect(await findAnswer(store, { ...request, projectId: other })).toBeNull();
  await expect(findAnswer(store, { ...request, requestHash: "h2" })).rejects.toMatchObject({ code: "conflict" });
});

test("what is said of a task type stays until it is said anew", async () => {
  await saveTaskType(store, { projectId: acme, name: "lead", failureCostNano: 2_000_000_000n });
  await saveTaskType(store, { projectId: acme, name: "lead", successFloor: 0.8 });
  expect(await listTaskTypes(store, acme)).toEqual([
    { projectId: acme, name: "lead", failureCostNano: 2_000_000_000n, successFloor: 0.8 },
  ]);
  expect(await listTaskTypes(store, other)).toEqual([]);
});

test("the tags that tasks carry are listed once each, and the database has a size", async () => {
  const insert = `insert into task (project_id, task_id, task_type, started_at, ended_at, entry_model, closing_model, route,
      provider, input_size, environment, tags, checks, calls, other_calls, reasks, cost_nano, waste_nano, unpriced_calls,
      failures, clean, rows_from, rows_to, contribution)
    values ($1, $2, '', now(), now(), '', '', '', '', '', '', $3, '{}', 0, 0, 0, 0, 0, 0, '{}', true, now(), now(), '{}')`;
  await store.pool.query(insert, [acme, "t1", { customer: "a", prompt: "v1" }]);
  await store.pool.query(insert, [acme, "t2", { customer: "b" }]);
  expect(await listTaskTags(store, acme)).toEqual(["customer", "prompt"]);
  expect(await listTaskTags(store, other)).toEqual([]);
  const { bytes, postgres } = await readDatabaseSize(store);
  expect(bytes).toBeGreaterThan(1_000_000);
  expect(postgres).toMatch(/^\d+/);
});
