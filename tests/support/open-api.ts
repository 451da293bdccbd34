import { readConfig } from "#lib/server/config.ts";
import { openRuntime } from "#lib/server/open-runtime.ts";
import type { RouteHandler } from "#lib/server/route.ts";
import { provideRuntime } from "#lib/server/runtime.ts";
import type { Runtime } from "#lib/server/runtime.ts";
import { readFoldLag } from "#lib/store/read-fold-state.ts";
import { cloneDatabase } from "#tests/support/database-template.ts";

export const INGEST_KEY = "api-test-ingest";
export const READ_KEY = "api-test-read";

export interface TestApi {
  readonly runtime: Runtime;
  close(): Promise<void>;
}

/** Everything a route needs, on a database of its own, with one ingest and one read key. */
export async function openApi(): Promise<TestApi> {
  const database = await cloneDatabase();
  const config = readConfig({ OUTTURN_INGEST_KEY: INGEST_KEY, OUTTURN_READ_KEY: READ_KEY });
  const runtime = await openRuntime({ config, databaseUrl: database.url, secret: "x".repeat(32), sample: false });
  provideRuntime(Promise.resolve(runtime));
  return {
    runtime,
    close: async () => {
      await runtime.close();
      await database.drop();
    },
  };
}

export interface Asked {
  readonly key?: string;
  /** GET, or POST with a body, when not given. */
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Record<string, string>;
  readonly query?: string;
}

/** Calls a route as Next would. */
export async function ask(
  handler: RouteHandler,
  asked: Asked,
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const headers = new Headers(asked.headers);
  if (asked.key !== undefined) headers.set("authorization", `Bearer ${asked.key}`);
  const url = `http://localhost/?${asked.query ?? ""}`;
  const post = asked.body === undefined ? {} : { method: asked.method ?? "POST", body: asked.body };
  const response = await handler(new Request(url, { headers, ...post }), { params: Promise.resolve(asked.params) });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text), headers: response.headers };
}

/** Resolves once every task that was touched is in the figures. */
export async function folded({ store }: Runtime): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await readFoldLag(store)).marks > 0) {
    if (Date.now() > deadline) throw new Error("the fold did not catch up within 20 s");
  }
}
