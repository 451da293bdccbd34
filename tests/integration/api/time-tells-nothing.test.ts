import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { DELETE as stopJob, GET as readJob } from "#app/api/v1/jobs/[id]/route.ts";
import { GET as readDecisions } from "#app/api/v1/decisions/route.ts";
import { DELETE as withdrawPrice } from "#app/api/v1/prices/[id]/route.ts";
import { POST as postChecks } from "#app/api/v1/tasks/[id]/checks/route.ts";
import { GET as readContent } from "#app/api/v1/tasks/[id]/content/route.ts";
import { POST as postOutcome } from "#app/api/v1/tasks/[id]/outcome/route.ts";
import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { GET as exportUser } from "#app/api/v1/users/[id]/export/route.ts";
import { GET as signInByLink } from "#app/sign-in/link/route.ts";
import { POST as acceptInvitation } from "#app/sign-in/invitation/accept/route.ts";
import { POST as setPassword } from "#app/sign-in/reset/password/route.ts";
import { POST as requestReset } from "#app/sign-in/reset/request/route.ts";
import { signInWithPassword } from "#lib/server/sign-in-with-password.ts";
import type { RouteHandler } from "#lib/server/route.ts";
import { provideRuntime } from "#lib/server/runtime.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { createProject } from "#lib/store/create-project.ts";
import { invite, listInvitations, revokeInvitation } from "#lib/store/invite.ts";
import { folded, openApi } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { openTenant } from "#tests/integration/tenants/tenant.ts";
import type { Tenant } from "#tests/integration/tenants/tenant.ts";

const PAIRS = 250;
const KEY_PAIRS = 200;
const SIGN_INS = 16;
const PASSWORD = "correct horse battery";
const NOBODYS = { uuid: "00000000-0000-4000-8000-000000000000", task: "task-9", user: "tenant9of10-user" } as const;

let api: TestApi;
let tenant: Tenant;
/** An administrator's key of another project. */
let outsider: string;
beforeAll(async () => {
  api = await openApi();
  const { store, auth } = api.runtime;
  tenant = await openTenant(api.runtime, 1);
  const other = await createProject(store, { slug: "other", name: "other" });
  outsider = (await createApiKey(store, { projectId: other.id, scope: "admin", name: "other" })).plaintext;
  await folded(api.runtime);
  await auth.makeAccount({ email: "known@example.com", name: "Ada", password: PASSWORD });
});
afterAll(async () => {
  await api.close();
});

/** Everything that an answer tells, but when it came. */
interface Told {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly ms: number;
}

async function timed(work: () => Promise<Response>): Promise<Told> {
  const began = performance.now();
  const answer = await work();
  const body = await answer.text();
  const ms = performance.now() - began;
  return { status: answer.status, headers: [...answer.headers], body, ms };
}

/** What is told with the id that was asked for left out, which may be repeated. */
function withoutId({ status, headers, body }: Told, id: string): unknown {
  const without = (text: string): string => text.replaceAll(id, "ID");
  return { status, body: without(body), headers: headers.map(([name, value]) => [name, without(value)]) };
}

const KINDS = ["known", "missing"] as const;
type Kind = (typeof KINDS)[number];

/** Both kinds in turns, of which each goes first as often: what makes the machine slow makes both slow. */
async function inTurns(pairs: number, ask: (kind: Kind, pair: number) => Promise<Told>): Promise<Record<Kind, Told[]>> {
  const told: Record<Kind, Told[]> = { known: [], missing: [] };
  for (let pair = -20; pair < pairs; pair += 1) {
    for (const kind of pair % 2 === 0 ? KINDS : KINDS.toReversed()) {
      const one = await ask(kind, pair);
      if (pair >= 0) told[kind].push(one);
    }
  }
  return told;
}

/** The chance that a time of the first kind is longer than one of the second: one half where they cannot be told apart. */
function chanceLonger(first: readonly number[], second: readonly number[]): number {
  const wins = first.flatMap((a) => second.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
  return wins.reduce<number>((sum, won) => sum + won, 0) / wins.length;
}

/** @param within five standard errors of as many pairs. */
function expectAlike({ known, missing }: Record<Kind, Told[]>, within: number): void {
  const msOf = (told: readonly Told[]): number[] => told.map(({ ms }) => ms);
  const chance = chanceLonger(msOf(known), msOf(missing));
  expect(chance).toBeGreaterThan(0.5 - within);
  expect(chance).toBeLessThan(0.5 + within);
}

interface Asked {
  readonly route: RouteHandler;
  readonly method: "GET" | "DELETE" | "POST";
  /** Of the other project, and one as long of nobody. */
  readonly ids: () => Record<Kind, string>;
  readonly status: number;
  readonly body?: object;
}

const tasks = () => ({ known: tenant.taskId, missing: NOBODYS.task });
const ROUTES: Readonly<Record<string, Asked>> = {
  "reading a task": { route: readTask, method: "GET", ids: tasks, status: 404 },
  "reading its messages": { route: readContent, method: "GET", ids: tasks, status: 404 },
  "exporting a user": {
    route: exportUser,
    method: "GET",
    ids: () => ({ known: `${tenant.mark}-user`, missing: NOBODYS.user }),
    status: 404,
  },
  "reading a job": {
    route: readJob,
    method: "GET",
    ids: () => ({ known: tenant.jobId, missing: NOBODYS.uuid }),
    status: 404,
  },
  "stopping a job": {
    route: stopJob,
    method: "DELETE",
    ids: () => ({ known: tenant.jobId, missing: NOBODYS.uuid }),
    status: 404,
  },
  "withdrawing a price": {
    route: withdrawPrice,
    method: "DELETE",
    ids: () => ({ known: tenant.priceId, missing: NOBODYS.uuid }),
    status: 404,
  },
  // These make a task of the asker's own, whoever else has one of that name.
  "saying how a task ended": {
    route: postOutcome,
    method: "POST",
    ids: tasks,
    status: 200,
    body: { outcome: "failed" },
  },
  "saying what was checked": {
    route: postChecks,
    method: "POST",
    ids: tasks,
    status: 200,
    body: { checks: { a: true } },
  },
};

describe.each(Object.entries(ROUTES))("%s", (_name, { route, method, ids, status, body }) => {
  test("tells nothing of an id of others that it does not of nobody's, nor takes another time", async () => {
    const of = ids();
    expect(of.known).toHaveLength(of.missing.length);
    const headers = { authorization: `Bearer ${outsider}` };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const told = await inTurns(PAIRS, async (kind) =>
      timed(async () => route(new Request(`http://localhost/`, init), { params: Promise.resolve({ id: of[kind] }) })),
    );
    const [first] = told.missing;
    expect(first?.status).toBe(status);
    for (const kind of KINDS)
      for (const one of told[kind]) expect(withoutId(one, of[kind])).toEqual(first && withoutId(first, of.missing));
    expectAlike(told, 0.13);
  });
});

test("a key that is revoked or has expired is answered as one that never was, and as fast", async () => {
  const { store } = api.runtime;
  const made = async (fields: object) =>
    Promise.all(
      Array.from({ length: KEY_PAIRS / 2 + 10 }, async () =>
        createApiKey(store, { projectId: tenant.projectId, scope: "read", name: "k", ...fields }),
      ),
    );
  const [revoked, expired] = [await made({}), await made({ expiresAt: new Date(Date.now() - 1_000) })];
  await store.prisma.apiKey.updateMany({
    where: { id: { in: revoked.map(({ id }) => id) } },
    data: { revokedAt: new Date() },
  });
  const ended = [...revoked, ...expired].map(({ plaintext }) => plaintext);
  // Every key once, and from a place of its own: answers are remembered, and guesses counted.
  const told = await inTurns(KEY_PAIRS, async (kind, pair) => {
    const known = ended[pair + 20] ?? "";
    const key = kind === "known" ? known : `${known.slice(0, -4)}${String(pair + 20).padStart(4, "0")}`;
    const headers = { authorization: `Bearer ${key}`, "x-forwarded-for": `${kind} ${pair}` };
    return timed(async () =>
      readDecisions(new Request("http://localhost/", { headers }), { params: Promise.resolve(undefined) }),
    );
  });
  const [first] = told.missing;
  expect(first?.status).toBe(401);
  for (const one of [...told.known, ...told.missing])
    expect(withoutId(one, "-")).toEqual(first && withoutId(first, "-"));
  expectAlike(told, 0.15);
});

test("a refused sign-in takes no other time for an address with an account", async () => {
  const attempt = async (email: string, place: number): Promise<number> => {
    const headers = new Headers({ "x-forwarded-for": `192.0.2.${place}` });
    const began = performance.now();
    await signInWithPassword(api.runtime, { email, password: "wrong", headers });
    return performance.now() - began;
  };
  const known: number[] = [];
  const missing: number[] = [];
  for (let pair = 0; pair < SIGN_INS; pair += 2) {
    const both = await Promise.all([
      attempt("known@example.com", pair),
      attempt("nobod@example.com", pair),
      attempt("nobod@example.com", pair + 1),
      attempt("known@example.com", pair + 1),
    ]);
    known.push(both[0], both[3]);
    missing.push(both[1], both[2]);
  }
  const chance = chanceLonger(known, missing);
  // Four standard errors of so few pairs.
  expect(chance).toBeGreaterThan(0.15);
  expect(chance).toBeLessThan(0.85);
  expect(Math.min(...known, ...missing)).toBeGreaterThan(490);
});

/** Posts a form of the sign-in pages. */
async function post(route: (request: Request) => Promise<Response>, fields: Record<string, string>): Promise<Told> {
  const headers = { "x-forwarded-for": JSON.stringify(fields) };
  return timed(async () =>
    route(new Request("http://localhost/", { method: "POST", headers, body: new URLSearchParams(fields) })),
  );
}

test("asking for a new password by mail tells of an account neither in words nor in time", async () => {
  const emails = { known: "known@example.com", missing: "nobod@example.com" };
  const sent: string[] = [];
  const mailer = {
    invite: async () => Promise.resolve(),
    sendReset: async (to: string) => Promise.resolve(void sent.push(to)),
  };
  provideRuntime(Promise.resolve({ ...api.runtime, mailer }));
  const told: Record<Kind, Told[]> = { known: [], missing: [] };
  // More often than an address is sent one in an hour.
  const asked = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? KINDS : KINDS.toReversed())).flat();
  await Promise.all(asked.map(async (kind) => told[kind].push(await post(requestReset, { email: emails[kind] }))));
  provideRuntime(Promise.resolve(api.runtime));
  expect(sent).toEqual(Array(3).fill("known@example.com"));
  const [first] = told.missing;
  for (const one of [...told.known, ...told.missing])
    expect(withoutId(one, "-")).toEqual(first && withoutId(first, "-"));
  expect(Math.min(...[...told.known, ...told.missing].map(({ ms }) => ms))).toBeGreaterThan(490);
  expectAlike(told, 0.4);
});

test("a link that was used, taken back or is too old is answered as one that never was", async () => {
  const { store, auth, prisma } = api.runtime;
  const { organisationId } = api.runtime.project;
  const invited = async (email: string) =>
    invite(store, { organisationId, email, role: "viewer", invitedBy: "a@example.com" });
  const joining = { name: "Grace", password: PASSWORD };
  const [used, taken, late] = [
    await invited("used@example.com"),
    await invited("b@example.com"),
    await invited("c@example.com"),
  ];
  expect((await post(acceptInvitation, { token: used, ...joining })).headers).toContainEqual(["location", "/"]);
  const open = await listInvitations(store, organisationId);
  await revokeInvitation(store, organisationId, open.find(({ email }) => email === "b@example.com")?.id ?? "");
  await prisma.invitation.updateMany({ where: { email: "c@example.com" }, data: { expiresAt: new Date(0) } });
  const reset = (await auth.passwords.issueReset("known@example.com")) ?? "";
  expect((await post(setPassword, { token: reset, password: PASSWORD })).headers).toContainEqual([
    "location",
    "/sign-in?done=password",
  ]);
  const link = await auth.issueLinkToken();
  const byLink = async (token: string) =>
    timed(async () => signInByLink(new Request(`http://localhost/?token=${token}`)));
  expect((await byLink(link)).headers).toContainEqual(["location", "/"]);

  const gone = async (token: string) => withoutId(await post(acceptInvitation, { token, ...joining }), token);
  for (const token of [used, taken, late]) expect(await gone(token)).toEqual(await gone("x".repeat(token.length)));
  const unset = async (token: string) => withoutId(await post(setPassword, { token, password: PASSWORD }), token);
  expect(await unset(reset)).toEqual(await unset("x".repeat(reset.length)));
  const out = async (token: string) => withoutId(await byLink(token), token);
  expect(await out(link)).toEqual(await out("x".repeat(link.length)));
});
