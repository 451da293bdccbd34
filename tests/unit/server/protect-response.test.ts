import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

import { expect, test } from "vitest";

import { protectResponse } from "#lib/server/protect-response.ts";

/** What the answer to a request carries, and what the pages are handed. */
function headersOf(url: string, headers: IncomingHttpHeaders = {}) {
  const sent = new Map<string, string>();
  const request = { url, headers };
  const response = { setHeader: (name: string, value: string) => sent.set(name, value) };
  // Only these parts of a request and an answer are used.
  protectResponse(request as IncomingMessage, response as unknown as ServerResponse, { dev: false });
  return { sent, handed: request.headers["content-security-policy"] };
}

const policyOf = (url: string) => headersOf(url).sent.get("content-security-policy") ?? "";

test("a page runs the scripts of its own nonce and no others, and cannot be framed", () => {
  const policy = policyOf("/models?span=24h");
  expect(policy).toMatch(/script-src 'nonce-[A-Za-z0-9+/=]{24}' 'strict-dynamic';/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe-eval");
  expect(/script-src[^;]*unsafe-inline/.test(policy)).toBe(false);
});

test("every answer has a nonce of its own, which the page is handed", () => {
  const one = headersOf("/");
  const other = headersOf("/");
  expect(one.handed).toBe(one.sent.get("content-security-policy"));
  expect(one.handed).not.toBe(other.handed);
});

test("a caller cannot choose the nonce", () => {
  const { handed } = headersOf("/", { "content-security-policy": "script-src 'nonce-mine'" });
  expect(handed).not.toContain("mine");
  expect(headersOf("/api/v1/metrics", { "content-security-policy": "script-src 'nonce-mine'" }).handed).toBeUndefined();
});

test.each(["/api/v1/tasks", "/v1/traces", "/otel/v1/traces", "/metrics", "/_next/static/a.js"])(
  "%s may neither run nor load anything in a browser",
  (path) => {
    expect(policyOf(path)).toMatch(/^default-src 'none'; frame-ancestors 'none'/);
  },
);

test("browsers are told to stay on TLS where the reader's connection is TLS, and only there", () => {
  expect(headersOf("/").sent.has("strict-transport-security")).toBe(false);
  const behindProxy = headersOf("/", { "x-forwarded-proto": "https" }).sent;
  expect(behindProxy.get("strict-transport-security")).toBe("max-age=63072000; includeSubDomains");
});
