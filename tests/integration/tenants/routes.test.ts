import { globSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { RouteHandler } from "#lib/server/route.ts";
import { findTask } from "#lib/store/find-task.ts";
import { listTasks } from "#lib/store/list-tasks.ts";
import { folded, openApi } from "#tests/support/open-api.ts";
import type { Asked, TestApi } from "#tests/support/open-api.ts";
import { logRecord, wrapLogs } from "#tests/unit/ingest/support/logs.ts";
import { chatSpan, wrap } from "#tests/unit/ingest/support/spans.ts";

import { AT, fingerprint, openTenant, settled, SHARED } from "./tenant.ts";
import type { Tenant } from "./tenant.ts";

const ROOT = join(import.meta.dirname, "../../..");
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const TENANTS = 10;

type Request = Omit<Asked, "key">;
/** How one tenant asks with what is another's. */
type AskFor = (other: Tenant, cursor: string) => Request | readonly Request[];

const json = { headers: { "content-type": "application/json" } };
const say = (body: unknown, rest: Request = {}): Request => ({ ...json, ...rest, body: JSON.stringify(body) });
const at = AT.toISOString();
const DAY = "from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z";
/** Spans that would move, merge with or overwrite the other's if anything but the key's project decided. */
const stolen = (other: Tenant) =>
  chatSpan({ "outturn.task.id": other.taskId, "gen_ai.response.id": "chatcmpl-the-same" }, SHARED);

/** Every route by method and path. A route that is not here fails the test: say how it is asked with another tenant's ids. */
const ASKED: Readonly<Record<string, AskFor>> = {
  "POST v1/traces": (other) => say(wrap([stolen(other)])),
  "POST v1/logs": (other) =>
    say(
      wrapLogs([
        logRecord({ "gen_ai.evaluation.name": "stolen", "gen_ai.evaluation.score.label": "fail" }, { ...SHARED }),
        logRecord({ "outturn.task.id": other.taskId, "outturn.task.outcome": "succeeded" }),
      ]),
    ),
  "POST v1/metrics": () => say({ resourceMetrics: [] }),
  "GET api/v1/tasks": (other, cursor) => [
    {},
    { query: `cursor=${encodeURIComponent(cursor)}` },
    { query: `task_type=${other.mark}-type` },
    { query: `tag.customer=${other.mark}-customer` },
  ],
  "GET api/v1/tasks/[id]": (other) => ({ params: { id: other.taskId } }),
  "GET api/v1/tasks/[id]/content": (other) => ({ params: { id: other.taskId } }),
  "POST api/v1/tasks/[id]/checks": (other) => say({ checks: { stolen: false } }, { params: { id: other.taskId } }),
  "POST api/v1/tasks/[id]/outcome": (other) =>
    say({ outcome: "succeeded", source: "reviewed" }, { params: { id: other.taskId } }),
  "POST api/v1/outcomes": (other) =>
    say([{ task_id: other.taskId, outcome: "cancelled" }], {
      headers: { ...json.headers, "idempotency-key": SHARED.idempotencyKey },
    }),
  "POST api/public/scores": () => say({ name: "stolen", value: 1, traceId: SHARED.traceId }),
  "POST api/public/ingestion": () => {
    const body = { id: "stolen", traceId: SHARED.traceId, name: "stolen", value: 1 };
    return say({ batch: [{ id: "stolen", type: "score-create", timestamp: at, body }] });
  },
  "POST api/v1/marks": () => say({ at, label: "a change", kind: "deploy" }),
  "GET api/v1/metrics": (other) => [
    { query: DAY },
    { query: `${DAY}&group_by=task_type,entry_model` },
    { query: `${DAY}&group_by=model,key` },
    { query: `${DAY}&group_by=tag.customer` },
    { query: `${DAY}&group_by=task_type&task_type=${other.mark}-type` },
  ],
  "GET api/v1/failures": () => ({ query: DAY }),
  "GET api/v1/models": () => ({ query: DAY }),
  "GET api/v1/policy": () => [{}, { query: "version=1" }],
  "PUT api/v1/policy": () => say({ rules: [], note: "mine" }),
  "GET api/v1/policy/versions": () => ({}),
  "GET api/v1/task-rules": () => ({}),
  "PUT api/v1/task-rules": () =>
    say({ conversation_is_task: true, types: [{ span: "*", type: "mine" }], apply_to_history: true }),
  "GET api/v1/alerts": () => ({}),
  "GET api/v1/what-if": () => ({}),
  "GET api/v1/bills": () => ({ query: DAY }),
  "POST api/v1/bills": () => say([]),
  "GET api/v1/jobs": () => ({}),
  "GET api/v1/jobs/[id]": (other) => ({ params: { id: other.jobId } }),
  "DELETE api/v1/jobs/[id]": (other) => ({ params: { id: other.jobId } }),
  "POST api/v1/reprice": () => say({ from: at, to: "2026-11-23T00:00:00Z" }),
  "POST api/v1/erasures": (other) => [say({ task_ids: [other.taskId] }), say({ user_id: `${other.mark}-user` })],
  "GET api/v1/users/[id]/export": (other) => ({ params: { id: `${other.mark}-user` } }),
  "GET api/v1/review-schedule": () => ({}),
  "PUT api/v1/review-schedule": () => [say({ schedule: { weekday: 1, hour: 9 } }), say({ schedule: null })],
  "GET api/v1/decisions": () => ({}),
  "POST api/v1/decisions": () => say({ title: "another model" }),
  "GET api/v1/reviews/[week]": () => ({ params: { week: "2026-W47" } }),
  "POST api/v1/task-rules/preview": () => say({ conversation_is_task: true, types: [{ span: "*", type: "x" }] }),
  "GET api/v1/prices": () => ({}),
  "PUT api/v1/prices": () => say({ model: "gpt-4o-*", from: at, percent: "5" }),
  "DELETE api/v1/prices/[id]": (other) => ({ params: { id: other.priceId } }),
};

/** Routes that know no project: the server's own state, and the description. */
const OPEN = new Set([
  "GET metrics",
  "GET api/health",
  "GET api/live",
  "GET api/v1/openapi.json",
  ...METHODS.map((method) => `${method} api/[...unknown]`),
]);

interface FoundRoute {
  readonly name: string;
  readonly handler: RouteHandler;
}

/** Every method that a file under app/ answers to. */
async function findRoutes(): Promise<FoundRoute[]> {
  const files = globSync("app/**/route.ts", { cwd: ROOT }).sort();
  const found = await Promise.all(
    files.map(async (file) => {
      const path = file
        .replace(/^app\//, "")
        .replace(/\/route\.ts$/, "")
        .replaceAll(/\([^)]*\)\//g, "");
      // A module of the app: its exports are route handlers, by Next's own convention.
      const exported = (await import(/* @vite-ignore */ join(ROOT, file))) as Readonly<Record<string, RouteHandler>>;
      // Signing in is of people: no key opens it, and no project is asked for.
      if (path.startsWith("sign-in/")) return [];
      return METHODS.flatMap((method) => {
        const handler = exported[method];
        return handler === undefined ? [] : [{ name: `${method} ${path}`, handler }];
      });
    }),
  );
  return found.flat();
}

let api: TestApi;
let routes: FoundRoute[];
const tenants: Tenant[] = [];

beforeAll(async () => {
  api = await openApi();
  routes = await findRoutes();
  for (let number = 0; number < TENANTS; number++) tenants.push(await openTenant(api.runtime, number));
  await settled(api.runtime, tenants);
  await folded(api.runtime);
}, 120_000);
afterAll(async () => {
  await api.close();
});

async function answerOf(handler: RouteHandler, { name, key, asked }: { name: string; key: string; asked: Request }) {
  const headers = new Headers(asked.headers);
  headers.set("authorization", `Bearer ${key}`);
  const method = name.split(" ")[0] ?? "GET";
  const body = asked.body === undefined ? {} : { body: asked.body };
  const request = new Request(`http://localhost/?${asked.query ?? ""}`, { method, headers, ...body });
  const response = await handler(request, { params: Promise.resolve(asked.params) });
  return { status: response.status, text: await response.text() };
}

test("every route is known here, and none that is known is gone", () => {
  expect(
    routes
      .map(({ name }) => name)
      .filter((name) => !OPEN.has(name))
      .sort(),
  ).toEqual(Object.keys(ASKED).sort());
});

test("no route shows one of ten tenants a word of another's, or changes a row of it, whatever ids it is given", async () => {
  const [asker, ...others] = tenants;
  if (asker === undefined) throw new Error("there are ten tenants");
  const before = await fingerprint(api.runtime, others);
  const own = await fingerprint(api.runtime, [asker]);
  for (const other of others) {
    const { cursor } = await listTasks(api.runtime.store, { projectId: other.projectId, limit: 1 });
    for (const { name, handler } of routes) {
      const requests = [ASKED[name]?.(other, cursor ?? "") ?? []].flat();
      for (const asked of requests) {
        const { status, text } = await answerOf(handler, { name, key: asker.adminKey, asked });
        expect([name, status < 500]).toEqual([name, true]);
        // What was asked for may come back in the words of a refusal; only what the other stored may not.
        const told = others.filter(({ mark }) => !JSON.stringify(asked).includes(mark) && text.includes(mark));
        expect([name, asked, told.map(({ mark }) => mark)]).toEqual([name, asked, []]);
      }
    }
  }
  await folded(api.runtime);
  expect(await fingerprint(api.runtime, others)).toEqual(before);
  expect(await fingerprint(api.runtime, [asker])).not.toEqual(own);
}, 120_000);

test("a task of the same id is another task to each tenant", async () => {
  const [asker, other] = tenants;
  if (asker === undefined || other === undefined) throw new Error("there are ten tenants");
  const [mine, theirs] = await Promise.all(
    [asker, other].map(async ({ projectId }) => findTask(api.runtime.store, projectId, other.taskId)),
  );
  expect(theirs?.summary.failureReason).toBe(`${other.mark}-reason`);
  expect(mine?.summary.failureReason).not.toBe(`${other.mark}-reason`);
});

test("nobody comes in with another's key id, a key cut short, or none", async () => {
  const [asker] = tenants;
  if (asker === undefined) throw new Error("there are ten tenants");
  for (const { name, handler } of routes.filter((one) => !OPEN.has(one.name))) {
    for (const key of [asker.keyId, asker.adminKey.slice(0, -1), `${asker.adminKey}x`]) {
      const { status } = await answerOf(handler, { name, key, asked: {} });
      expect([name, status]).toEqual([name, 401]);
    }
  }
});
