import { afterAll, beforeAll, expect, test } from "vitest";

import { route } from "#lib/server/route.ts";
import { ask, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
});

test("a route whose own connection Postgres ends answers 503 with a time to come back, and works again after it", async () => {
  const cutOff = route("read", async ({ runtime }) => {
    await runtime.reads.query("select pg_terminate_backend(pg_backend_pid())");
    return new Response(null);
  });
  const { status, body, headers } = await ask(cutOff, { key: READ_KEY });
  expect(status).toBe(503);
  expect(headers.get("retry-after")).toBe("1");
  expect(body).toEqual({
    error: { code: "unavailable", message: "The database cannot be used right now: try again in 1 s." },
  });
  const asked = route("read", async ({ runtime }) => {
    const { rows } = await runtime.reads.query("select 1 as one");
    return Response.json(rows);
  });
  expect(await ask(asked, { key: READ_KEY })).toMatchObject({ status: 200, body: [{ one: 1 }] });
});
