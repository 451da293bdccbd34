import { createServer, request } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, test } from "vitest";

import { limitRequests } from "#lib/server/limit-requests.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server with the limits before a handler. */
async function serving<T>(
  limits: ReturnType<typeof limitRequests>,
  handle: Handler,
  work: (url: string) => Promise<T>,
) {
  const server = createServer((asked, response) => {
    if (limits.admit(asked, response)) handle(asked, response);
  });
  await new Promise<void>((listening) => server.listen(0, listening));
  try {
    // A server that listens on a port has an address of this kind.
    return await work(`http://localhost:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

const ok: Handler = (asked, response) => asked.resume().once("end", () => response.end("ok"));

/** The status of a request that says it has a body of so many bytes, and whether it is asked to come back. */
async function announce(url: string, headers: Record<string, string | number>): Promise<[number | undefined, unknown]> {
  return new Promise((answered, failed) => {
    const asked = request(url, { method: "POST", headers }, (response) => {
      response.resume();
      answered([response.statusCode, response.headers["retry-after"]]);
      asked.destroy();
    });
    asked.on("error", failed);
    asked.flushHeaders();
  });
}

test.each([
  ["/sign-in/password", 64 * 1024],
  ["/sign-in", 64 * 1024],
  ["/settings", 16 * 1024 ** 2],
  ["/api/v1/bills?x=1", 16 * 1024 ** 2],
  ["/v1/traces", 64 * 1024 ** 2],
  ["/any/prefix/v1/logs", 64 * 1024 ** 2],
  ["/api/public/ingestion", 64 * 1024 ** 2],
  ["/_next/static/x.js", 0],
])("a body sent to %s may have %i bytes and not one more", async (path, most) => {
  const early: Handler = (_asked, response) => response.end("ok");
  await serving(limitRequests(), early, async (url) => {
    expect(await announce(`${url}${path}`, { "content-length": most })).toEqual([200, undefined]);
    expect(await announce(`${url}${path}`, { "content-length": most + 1 })).toEqual([413, undefined]);
  });
});

test("a form that does not say how long it is is refused; spans may be streamed, and are counted as they come", async () => {
  const streamed = { "transfer-encoding": "chunked" };
  await serving(
    limitRequests(),
    (_asked, response) => response.end("ok"),
    async (url) => {
      expect(await announce(`${url}/sign-in/password`, streamed)).toEqual([411, undefined]);
      expect(await announce(`${url}/v1/traces`, streamed)).toEqual([200, undefined]);
    },
  );
});

test("beyond the most at once somebody is told to come back, and let in once others are done", async () => {
  const limits = limitRequests([
    { kind: "any", paths: /^/, mostBytes: 10, mostAtOnce: 2, mostMs: 5_000, counted: true },
  ]);
  const held: ServerResponse[] = [];
  await serving(
    limits,
    (_asked, response) => void held.push(response),
    async (url) => {
      const first = [fetch(url), fetch(url)];
      await expect.poll(() => held.length).toBe(2);
      const refused = await fetch(url);
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
      for (const response of held.splice(0)) response.end("ok");
      for (const answer of await Promise.all(first)) expect(await answer.text()).toBe("ok");
      const next = fetch(url);
      await expect.poll(() => held.length).toBe(1);
      for (const response of held) response.end("ok");
      expect((await next).status).toBe(200);
    },
  );
});

test("a request without an answer in time is cut off; one whose answer has begun goes on", async () => {
  const limits = limitRequests([{ kind: "any", paths: /^/, mostBytes: 10, mostAtOnce: 2, mostMs: 50, counted: true }]);
  await serving(
    limits,
    () => undefined,
    async (url) => {
      await expect(fetch(url)).rejects.toThrow("fetch failed");
    },
  );
  const slowly: Handler = (_asked, response) => {
    response.write("o");
    setTimeout(() => response.end("k"), 150);
  };
  await serving(limits, slowly, async (url) => expect(await (await fetch(url)).text()).toBe("ok"));
});

test("a small body goes through", async () => {
  await serving(limitRequests(), ok, async (url) => {
    const answer = await fetch(`${url}/sign-in/password`, { method: "POST", body: new URLSearchParams({ a: "b" }) });
    expect(await answer.text()).toBe("ok");
  });
});
