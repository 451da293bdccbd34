import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { POST as postBill } from "#app/api/v1/bills/route.ts";
import { POST as postDecision } from "#app/api/v1/decisions/route.ts";
import { POST as postErasure } from "#app/api/v1/erasures/route.ts";
import { DELETE as stopJob } from "#app/api/v1/jobs/[id]/route.ts";
import { PUT as putPolicy } from "#app/api/v1/policy/route.ts";
import { DELETE as withdrawPrice } from "#app/api/v1/prices/[id]/route.ts";
import { PUT as putPrice } from "#app/api/v1/prices/route.ts";
import { POST as reprice } from "#app/api/v1/reprice/route.ts";
import { PUT as putSchedule } from "#app/api/v1/review-schedule/route.ts";
import { PUT as putRules } from "#app/api/v1/task-rules/route.ts";
import { GET as readContent } from "#app/api/v1/tasks/[id]/content/route.ts";
import { GET as exportUser } from "#app/api/v1/users/[id]/export/route.ts";
import type { RouteHandler } from "#lib/server/route.ts";
import { acceptInvitation, invite } from "#lib/store/invite.ts";
import { listAudit } from "#lib/store/audit.ts";
import { grantRole } from "#lib/store/grant-role.ts";
import { folded, openApi } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { openTenant } from "#tests/integration/tenants/tenant.ts";
import type { Tenant } from "#tests/integration/tenants/tenant.ts";

let api: TestApi;
let tenant: Tenant;
beforeAll(async () => {
  api = await openApi();
  tenant = await openTenant(api.runtime, 3);
  await folded(api.runtime);
});
afterAll(async () => {
  await api.close();
});

const range = { from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" };
const price = { model: "gpt-4o*", provider: "openai", from: range.from, percent: "5" };

/** What an admin key changes or opens, and what of it is written down. */
const CHANGES: Readonly<Record<string, readonly [RouteHandler, () => { id?: string; body?: unknown }, RegExp]>> = {
  "PUT /api/v1/policy": [
    putPolicy,
    () => ({ body: { rules: [] } }),
    /^Put version 2 of the routing policy in force\.$/,
  ],
  "PUT /api/v1/prices": [putPrice, () => ({ body: price }), /^Set a price of gpt-4o\* at openai, version \d\.$/],
  "DELETE /api/v1/prices/{id}": [withdrawPrice, () => ({ id: tenant.priceId }), /^Withdrew the price [0-9a-f-]{36}\.$/],
  "POST /api/v1/reprice": [
    reprice,
    () => ({ body: range }),
    /^Asked for other prices of calls from 2026-11-01.* to 2026-11-02.*\.$/,
  ],
  "DELETE /api/v1/jobs/{id}": [stopJob, () => ({ id: someJob }), /^Asked the job [0-9a-f-]{36} to stop\.$/],
  "POST /api/v1/bills": [
    postBill,
    () => ({ body: "start_time_iso,amount_value,amount_currency,line_item\n2026-11-03,1,usd,x" }),
    /^Imported 1 lines of a bill\.$/,
  ],
  "PUT /api/v1/review-schedule": [
    putSchedule,
    () => ({ body: { schedule: null } }),
    /^Stopped sending the weekly review\.$/,
  ],
  "POST /api/v1/decisions": [
    postDecision,
    () => ({ body: { title: "less of it" } }),
    /^Wrote down a decision: less of it\.$/,
  ],
  "PUT /api/v1/task-rules": [putRules, () => ({ body: {} }), /^Put task rules in force for tasks from now on\.$/],
  "GET /api/v1/tasks/{id}/content": [
    readContent,
    () => ({ id: tenant.taskId }),
    /^Opened the messages of task task-3\.$/,
  ],
  "GET /api/v1/users/{id}/export": [
    exportUser,
    () => ({ id: `${tenant.mark}-user` }),
    /^Exported everything about a user\.$/,
  ],
  "POST /api/v1/erasures": [
    postErasure,
    () => ({ body: { task_ids: ["gone"] } }),
    /^Asked for the deletion of a task\.$/,
  ],
};
let someJob = "";

test("every route that only an admin key opens is in this list", () => {
  const table = readFileSync(join(import.meta.dirname, "../../../docs/access.md"), "utf8");
  const routes = [...table.matchAll(/^\| `([A-Z]+ \/\S*)` +\| admin\b/gm)].map(([, name = ""]) => name);
  expect(Object.keys(CHANGES).toSorted()).toEqual(routes.toSorted());
});

test.each(Object.entries(CHANGES))(
  "%s is written down with the key that did it",
  async (name, [handler, asked, said]) => {
    const { store } = api.runtime;
    if (handler === stopJob) someJob = await runningJob();
    const { id, body } = asked();
    const headers = { authorization: `Bearer ${tenant.adminKey}` };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const method = name.split(" ")[0] ?? "GET";
    const request = new Request("http://localhost/", {
      method,
      headers,
      ...(body === undefined ? {} : { body: text }),
    });
    const { status } = await handler(request, { params: Promise.resolve(id === undefined ? undefined : { id }) });
    expect(status).toBeLessThan(300);
    const [entry] = await listAudit(store, tenant.projectId, 1);
    expect(entry?.actor).toBe(`key ${tenant.mark}-key`);
    expect(entry?.said).toMatch(said);
  },
);

/** One that another server seems to work on. */
async function runningJob(): Promise<string> {
  const { rows } = await api.runtime.store.pool.query<{ id: string }>(
    `insert into job (project_id, kind, request, requested_by, state, seen_at) values ($1, 'reprice', $2, 'x', 'running', now())
     returning id::text`,
    [tenant.projectId, { ...range, model: null, dryRun: true }],
  );
  return rows[0]?.id ?? "";
}

test("who joins, and whom single sign-on makes what, stands in every project of the team", async () => {
  const { store, auth, project } = api.runtime;
  const { organisationId } = project;
  const token = await invite(store, {
    organisationId,
    email: "eve@example.com",
    role: "viewer",
    invitedBy: "a@example.com",
  });
  const userId =
    (await auth.makeAccount({ email: "eve@example.com", name: "Eve", password: "correct horse battery" })) ?? "";
  expect(await acceptInvitation(store, token, { userId, email: "eve@example.com" })).toBe(true);
  for (const role of ["member", "member", null, "admin"] as const)
    await grantRole(store, { organisationId, userId, role, replaces: true });
  const said = (await listAudit(store, project.id, 10)).map((entry) => `${entry.actor}: ${entry.said}`);
  expect(said).toEqual([
    "eve@example.com: Joined by single sign-on as admin.",
    "eve@example.com: Is no member any more, says single sign-on.",
    "eve@example.com: Is member, says single sign-on.",
    "eve@example.com: Joined by an invitation as viewer.",
  ]);
});
