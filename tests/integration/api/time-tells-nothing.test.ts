import { afterAll, beforeAll, expect, test } from "vitest";

import { GET as exportUser } from "#app/api/v1/users/[id]/export/route.ts";
import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import { signInWithPassword } from "#lib/server/sign-in-with-password.ts";
import type { RouteHandler } from "#lib/server/route.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { createProject } from "#lib/store/create-project.ts";
import { ask, folded, INGEST_KEY, openApi } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { chatSpan, wrap } from "#tests/unit/ingest/support/spans.ts";

const PAIRS = 400;
const SIGN_INS = 16;
const PASSWORD = "correct horse battery";

let api: TestApi;
let outsider: string;
beforeAll(async () => {
  api = await openApi();
  const { store, auth } = api.runtime;
  const other = await createProject(store, { slug: "other", name: "other" });
  outsider = (await createApiKey(store, { projectId: other.id, scope: "admin", name: "other" })).plaintext;
  const task = { "outturn.task.id": "known", "user.id": "known" };
  const body = JSON.stringify(wrap([chatSpan(task)]));
  await ask(postTraces, { key: INGEST_KEY, body, headers: { "content-type": "application/json" } });
  await folded(api.runtime);
  await auth.makeAccount({ email: "known@example.com", name: "Ada", password: PASSWORD });
});
afterAll(async () => {
  await api.close();
});

/** The chance that a time of the first kind is longer than one of the second: one half where they cannot be told apart. */
function chanceLonger(first: readonly number[], second: readonly number[]): number {
  const wins = first.flatMap((a) => second.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
  return wins.reduce<number>((sum, won) => sum + won, 0) / wins.length;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const ROUTES: Readonly<Record<string, RouteHandler>> = { readTask, exportUser };

test.each(Object.entries(ROUTES))("%s takes no other time for an id of others than for none", async (_name, route) => {
  const times: { known: number[]; missing: number[] } = { known: [], missing: [] };
  for (let pair = -20; pair < PAIRS; pair += 1) {
    // Of one length, and taking turns in who goes first.
    for (const id of pair % 2 === 0 ? (["known", "missing"] as const) : (["missing", "known"] as const)) {
      const asked = { key: outsider, params: { id: id === "known" ? "known" : "nobod" } };
      const ms = await timed(async () => ask(route, asked));
      if (pair >= 0) times[id].push(ms);
    }
  }
  const chance = chanceLonger(times.known, times.missing);
  // Five standard errors of four hundred pairs.
  expect(chance).toBeGreaterThan(0.4);
  expect(chance).toBeLessThan(0.6);
});

test("a refused sign-in takes no other time for an address with an account", async () => {
  const attempt = async (email: string, place: number): Promise<number> => {
    const headers = new Headers({ "x-forwarded-for": `192.0.2.${place}` });
    return timed(async () => signInWithPassword(api.runtime, { email, password: "wrong", headers }));
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
