import { randomUUID } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { inflateRawSync } from "node:zlib";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { GET as readContent } from "#app/api/v1/tasks/[id]/content/route.ts";
import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { GET as exportUser } from "#app/api/v1/users/[id]/export/route.ts";
import { POST as postLogs } from "#app/v1/logs/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import type { AttributeMap } from "#tests/unit/ingest/support/spans.ts";
import { Outturn } from "#lib/capture/index.ts";
import { changeSecret } from "#lib/server/change-secret.ts";
import { readTaskContent } from "#lib/server/content/read-task-content.ts";
import type { ToldTaskContent } from "#lib/server/content/open-task-content.ts";
import { backUp } from "#lib/store/back-up.ts";
import { BACKUP_FORMAT } from "#lib/store/backup-format.ts";
import { countContents } from "#lib/store/list-contents.ts";
import { monthsAhead } from "#lib/store/make-partitions.ts";
import { openStore } from "#lib/store/open-store.ts";
import { restore } from "#lib/store/restore.ts";
import { PRISMA_FOLDER, readMigrations } from "#lib/store/schema-engine.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { forgetContents, listContentKeys } from "#lib/store/content-keys.ts";
import { changeProject } from "#lib/store/change-project.ts";
import { createProject } from "#lib/store/create-project.ts";
import { expireContent } from "#lib/store/expire-content.ts";
import { createEraseJob, findJob } from "#lib/store/jobs.ts";
import { listAudit } from "#lib/store/audit.ts";
import { openClients } from "#tests/compliance/compare.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import { withEmptyDatabase } from "#tests/support/database-template.ts";
import { ask, folded, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { aCall } from "#tests/unit/fold/build-rows.ts";
import { logRecord, wrapLogs } from "#tests/unit/ingest/support/logs.ts";
import { chatSpan, wrap } from "#tests/unit/ingest/support/spans.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A word that only messages hold. */
const WORD = "zanzibar";

let api: TestApi;
let adminKey: string;
beforeAll(async () => {
  api = await openApi();
  const { store, project } = api.runtime;
  ({ plaintext: adminKey } = await createApiKey(store, { projectId: project.id, scope: "admin", name: "admin" }));
});
afterAll(async () => {
  await api.close();
});

async function capture(on: boolean, days = 14): Promise<void> {
  const { store, project, content } = api.runtime;
  await changeProject(store, project.id, {
    contentCapture: on,
    contentDays: days,
    contentPatterns: [{ name: "order", pattern: "ORD-\\d{6}" }],
  });
  content.forget(project.id);
}
beforeEach(async () => capture(true));

const message = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });
let spans = 0;

/** A call of a task that says the word, an hour ago. @param agoMs how long before that. */
async function send(taskId: string, attributes: AttributeMap = {}, agoMs = 0, traceId = ""): Promise<void> {
  const startNs = BigInt(Date.now() - HOUR_MS - agoMs) * 1_000_000n;
  spans += 1;
  const ids = {
    traceId: traceId === "" ? spans.toString(16).padStart(32, "a") : traceId,
    spanId: spans.toString(16).padStart(16, "b"),
  };
  const span = chatSpan(
    {
      ...(taskId !== "" && { "outturn.task.id": taskId }),
      "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: "Be brief." }]),
      "gen_ai.input.messages": JSON.stringify([
        message("user", `Where is ${WORD}, ORD-123456? Write to ada@example.com, key sk-proj-abcdefghijklmnopqrst.`),
      ]),
      "gen_ai.output.messages": JSON.stringify([message("assistant", `${WORD} is an island.`)]),
      ...attributes,
    },
    { ...ids, startTimeUnixNano: String(startNs), endTimeUnixNano: String(startNs + 1_000_000_000n) },
  );
  const body = JSON.stringify(wrap([span]));
  const sent = await ask(postTraces, { key: INGEST_KEY, headers: { "content-type": "application/json" }, body });
  expect([sent.status, sent.body]).toEqual([200, {}]);
}

async function contentOf(id: string, key = adminKey): Promise<{ status: number; body: ToldTaskContent }> {
  const { status, body } = await ask(readContent, { key, params: { id } });
  return { status, body: body as ToldTaskContent };
}

/** Every row of every table as text, and what the sealed bytes would be if they were only packed. */
async function grep(word: string): Promise<string[]> {
  const { pool } = api.runtime.store;
  const tables = await pool.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition",
  );
  const found: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<{ row: string }>(`select to_jsonb(t)::text as row from "${name}" t`);
    if (rows.some(({ row }) => row.includes(word))) found.push(name);
  }
  const { rows } = await pool.query<{ sealed: Buffer }>("select sealed from call_content");
  for (const { sealed } of rows) {
    for (const at of [0, 12, 28]) {
      if (sealed.includes(word)) found.push("sealed bytes");
      try {
        if (inflateRawSync(sealed.subarray(at)).includes(word)) found.push("packed bytes");
      } catch {
        // Not packed alone: sealed.
      }
    }
  }
  return found;
}

test("with capture off nothing of messages is stored, whoever sends them and in whatever form", async () => {
  await capture(false);
  await send("off");
  await send("off", { "gen_ai.prompt.0.role": "user", "gen_ai.prompt.0.content": WORD });
  await send("off", { "llm.input_messages.0.message.content": WORD, "output.value": WORD });
  await send("off", { "ai.prompt.messages": `[{"role":"user","content":"${WORD}"}]`, "ai.response.text": WORD });
  await send("off", { "langfuse.observation.input": WORD, "langfuse.observation.output": WORD });
  await folded(api.runtime);
  expect(await grep(WORD)).toEqual([]);
  expect((await api.runtime.store.pool.query("select from call_content")).rowCount).toBe(0);
  const { body } = await contentOf("off");
  expect(body.capture.on).toBe(false);
  expect(body.calls.map(({ missing }) => missing)).toEqual(["off", "off", "off", "off", "off"]);
});

test("with capture on messages come back redacted, and no table or sealed byte shows them", async () => {
  await send("on");
  await folded(api.runtime);
  expect(await grep(WORD)).toEqual([]);
  const { status, body } = await contentOf("on");
  expect(status).toBe(200);
  expect(body.calls).toMatchObject([
    {
      missing: null,
      input: [
        { role: "system", parts: [{ type: "text", text: "Be brief." }] },
        {
          role: "user",
          parts: [
            {
              type: "text",
              text: `Where is ${WORD}, [redacted:order]? Write to [redacted:email], key [redacted:credential].`,
            },
          ],
        },
      ],
      output: [{ role: "assistant", parts: [{ type: "text", text: `${WORD} is an island.` }] }],
      redacted: { email: 1, credential: 1, order: 1 },
      cut_chars: 0,
      omitted_messages: 0,
    },
  ]);
  expect(JSON.stringify((await ask(readTask, { key: READ_KEY, params: { id: "on" } })).body)).not.toContain(WORD);
});

test("what the library records of a call, streamed or not, is what its task shows", async () => {
  const provider = await startFakeProvider();
  provider.script({ toolCalls: [{ name: "find", arguments: { place: WORD } }] }, { text: `${WORD} is far.` });
  const send = async (traces: unknown): Promise<void> => {
    const asked = { key: INGEST_KEY, headers: { "content-type": "application/json" }, body: JSON.stringify(traces) };
    expect((await ask(postTraces, asked)).body).toEqual({});
  };
  const outturn = new Outturn({ key: INGEST_KEY, sink: { export: send }, content: true });
  const openai = outturn.observe(openClients(provider).openai);
  const messages = [{ role: "user" as const, content: `Where is ${WORD}? I am ada@example.com.` }];
  await outturn.task("asked", { id: "by-library" }, async () => {
    await openai.chat.completions.create({ model: "gpt-4o", messages });
    for await (const _ of await openai.chat.completions.create({ model: "gpt-4o", messages, stream: true }));
  });
  await outturn.shutdown();
  await provider.close();
  await folded(api.runtime);
  expect(await grep(WORD)).toEqual([]);
  const { calls } = (await contentOf("by-library")).body;
  const question = [{ role: "user", parts: [{ type: "text", text: `Where is ${WORD}? I am [redacted:email].` }] }];
  const called = { type: "tool_call", name: "find", text: `{"place":"${WORD}"}` };
  expect(calls).toMatchObject([
    { input: question, output: [{ role: "assistant", parts: [called] }], redacted: { email: 1 } },
    { input: question, output: [{ role: "assistant", parts: [{ type: "text", text: `${WORD} is far.` }] }] },
  ]);
});

test("a call that comes as a log record brings its messages, too", async () => {
  const record = logRecord(
    {
      "event.name": "gen_ai.client.inference.operation.details",
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-4o",
      "outturn.task.id": "from-log",
      "gen_ai.input.messages": JSON.stringify([message("user", WORD)]),
    },
    { timeUnixNano: String(BigInt(Date.now() - HOUR_MS) * 1_000_000n) },
  );
  const body = JSON.stringify(wrapLogs([record]));
  expect(
    (await ask(postLogs, { key: INGEST_KEY, headers: { "content-type": "application/json" }, body })).body,
  ).toEqual({});
  expect((await contentOf("from-log")).body.calls[0]?.input[0]?.parts[0]?.text).toBe(WORD);
});

test("messages that an older convention tells in log records beside its span stand with their call, whichever comes first", async () => {
  const traceId = "e".repeat(32);
  const spanId = "e".repeat(16);
  const atNs = BigInt(Date.now() - HOUR_MS) * 1_000_000n;
  const record = (name: string, role: string, content: string, after: bigint) => ({
    ...logRecord({ "event.name": name }, { traceId, spanId, timeUnixNano: String(atNs + after) }),
    body: { kvlistValue: { values: [{ key: role, value: { stringValue: content } }] } },
  });
  const post = async (records: readonly object[]) => {
    const body = JSON.stringify(wrapLogs(records));
    const asked = { key: INGEST_KEY, headers: { "content-type": "application/json" }, body };
    expect((await ask(postLogs, asked)).body).toEqual({});
  };
  const records = [
    record("gen_ai.system.message", "content", "Be brief.", 1000n),
    record("gen_ai.user.message", "content", `Where is ${WORD}?`, 2000n),
  ];
  await post(records);
  const times = { startTimeUnixNano: String(atNs), endTimeUnixNano: String(atNs + 1_000_000_000n) };
  const span = chatSpan({ "outturn.task.id": "by-records" }, { traceId, spanId, ...times });
  const asked = {
    key: INGEST_KEY,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wrap([span])),
  };
  expect((await ask(postTraces, asked)).body).toEqual({});
  await post([...records, record("gen_ai.choice", "message", '{"role":"assistant","content":"Far."}', 3000n)]);
  const { calls } = (await contentOf("by-records")).body;
  expect(calls).toHaveLength(1);
  expect(
    [...(calls[0]?.input ?? []), ...(calls[0]?.output ?? [])].map(({ role, parts }) => [role, parts[0]?.text]),
  ).toEqual([
    ["system", "Be brief."],
    ["user", `Where is ${WORD}?`],
    ["assistant", "Far."],
  ]);
});

test("what is kept can be deleted at once, keys first", async () => {
  await send("to-forget");
  const { store, project, content } = api.runtime;
  expect(await forgetContents(store, project.id)).toBeGreaterThan(0);
  content.forget(project.id);
  expect(await listContentKeys(store, project.id)).toEqual([]);
  expect((await contentOf("to-forget")).body.calls[0]?.missing).toBe("not_captured");
  await send("after-all");
  expect((await contentOf("after-all")).body.calls[0]?.missing).toBeNull();
});

test("every opening is written down before anything is shown, with who and which task", async () => {
  await send("watched");
  await contentOf("watched");
  const [latest] = await listAudit(api.runtime.store, api.runtime.project.id, 1);
  expect(latest).toMatchObject({
    actor: "key admin",
    action: "content.read",
    said: "Opened the messages of task watched.",
  });
});

test("a read key does not open messages, and another project's key finds no such task", async () => {
  await send("ours");
  expect((await contentOf("ours", READ_KEY)).status).toBe(403);
  const { store } = api.runtime;
  const other = await createProject(store, { slug: "other", name: "Other" });
  const key = await createApiKey(store, { projectId: other.id, scope: "admin", name: "theirs" });
  const theirs = await contentOf("ours", key.plaintext);
  const missing = await contentOf("nobody", key.plaintext);
  expect(theirs.status).toBe(404);
  expect(JSON.stringify(theirs.body).replace("ours", "ID")).toBe(JSON.stringify(missing.body).replace("nobody", "ID"));
});

test("messages follow their calls to the task that their trace turns out to be of", async () => {
  const traceId = "d".repeat(32);
  await send("", {}, 0, traceId);
  expect((await contentOf(traceId)).body.calls[0]?.missing).toBeNull();
  await send("named-later", {}, 0, traceId);
  const { body } = await contentOf("named-later");
  expect(body.calls.map(({ missing }) => missing)).toEqual([null, null]);
});

test("messages go after their own days, sooner than their calls, and those that come later than that are not kept", async () => {
  await send("old", {}, 2 * DAY_MS);
  await send("young");
  await capture(true, 1);
  for await (const _ of expireContent(api.runtime.store, new Date()));
  expect((await contentOf("old")).body.calls[0]?.missing).toBe("expired");
  expect((await contentOf("young")).body.calls[0]?.missing).toBeNull();
  await send("late", {}, 2 * DAY_MS);
  expect((await contentOf("late")).body.calls[0]?.missing).toBe("expired");
});

test("a new secret opens what the previous one sealed, and a lost one leaves it closed", async () => {
  await send("rotated");
  const { store, prisma, project } = api.runtime;
  const [previous, secret] = ["x".repeat(32), "y".repeat(32)];
  const textWith = async (with_: string) =>
    (await readTaskContent({ store, secret: with_ }, project.id, "rotated"))[0]?.content?.output[0]?.parts[0]?.text;
  expect(await textWith(secret)).toBeUndefined();
  expect(await changeSecret(prisma, { secret, previous })).toBeGreaterThan(0);
  expect(await textWith(secret)).toBe(`${WORD} is an island.`);
  expect(await textWith(previous)).toBeUndefined();
  await changeSecret(prisma, { secret: previous, previous: secret });
  // What comes from now on is sealed with a key that the earlier secret never held.
  api.runtime.content.forget(project.id);
  await send("after");
  expect((await contentOf("after")).body.calls[0]?.missing).toBeNull();
  expect(await prisma.contentKey.count({ where: { projectId: project.id, retiredAt: null } })).toBe(1);
});

test("a backup carries messages sealed, and they open where it is restored, with the same secret", async () => {
  await send("backed-up");
  const { databaseUrl, project, secret } = api.runtime;
  const stream = new PassThrough();
  const [bytes] = await Promise.all([buffer(stream), backUp(databaseUrl, stream)]);
  expect(bytes.includes(WORD)).toBe(false);
  await withEmptyDatabase(async (url) => {
    await restore(url, Readable.from([bytes]));
    const store = openStore({ databaseUrl: url });
    const [first] = await readTaskContent({ store, secret }, project.id, "backed-up");
    await store.close();
    expect(first?.content?.output[0]?.parts[0]?.text).toBe(`${WORD} is an island.`);
  });
});

test("a backup from before there were messages is restored, too", async () => {
  const { migrationDirectories } = await readMigrations(PRISMA_FOLDER);
  const migrations = migrationDirectories.map(({ path }) => path).filter((name) => name < "0019");
  const at = new Date();
  const header = { format: BACKUP_FORMAT, at: at.toISOString(), migrations, months: monthsAhead(at) };
  const lines = [header, { end: true, tables: 0, rows: 0 }].map((line) => `${JSON.stringify(line)}\n`);
  await withEmptyDatabase(async (url) => {
    await restore(url, Readable.from([Buffer.from(lines.join(""))]));
    const store = openStore({ databaseUrl: url });
    const { id: projectId } = await createProject(store, { slug: "restored", name: "Restored" });
    const { traceId, spanId, startUs, contentHash } = aCall();
    const row = { traceId, spanId, startUs, contentHash, ownTaskId: "t", conversation: null };
    const contents = [{ ...row, keyId: randomUUID(), sealed: Buffer.from("sealed") }];
    await store.write({ projectId, calls: [aCall({ ownTaskId: "t" })], events: [], contents });
    expect(await countContents(store, projectId, "t")).toBe(1);
    await store.close();
  });
});

test("what is sealed opens for its own call alone", async () => {
  await send("one");
  await send("two");
  const { store } = api.runtime;
  await store.pool.query(
    "update call_content set sealed = (select sealed from call_content where task_id = 'one') where task_id = 'two'",
  );
  expect((await contentOf("two")).body.calls[0]?.missing).toBe("unreadable");
});

test("everything about a user holds their messages, and deleting it deletes them, with their number in the receipt", async () => {
  await send("of-ada", { "user.id": "ada" });
  await folded(api.runtime);
  const { store, project } = api.runtime;
  const request = new Request("http://localhost/", { headers: { authorization: `Bearer ${adminKey}` } });
  const exported = await exportUser(request, { params: Promise.resolve({ id: "ada" }) });
  expect(await exported.text()).toContain(`${WORD} is an island.`);
  const { id } = await createEraseJob(store, {
    projectId: project.id,
    request: { taskIds: null, userId: "ada", started: null },
    requestedBy: "test",
  });
  await expect
    .poll(async () => (await findJob(store, project.id, id))?.result, { timeout: 20_000 })
    .toMatchObject({ tasks: 1, calls: 1, contents: 1, left: 0 });
  expect((await store.pool.query("select from call_content where task_id = 'of-ada'")).rowCount).toBe(0);
});
