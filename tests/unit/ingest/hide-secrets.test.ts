import { expect, test } from "vitest";

import { hideSecrets } from "#lib/ingest/hide-secrets.ts";

test.each([
  ["called with sk-proj-4f9QnTq8mZ1xVbR7", "called with [hidden]"],
  ["x-api-key sk-ant-api03-Zr8vQ2mXw7TnKp", "x-api-key [hidden]"],
  ["Bearer abcdef123456", "[hidden]"],
  ["key AIzaSyA1234567890abcdefghijklm", "key [hidden]"],
  ["AKIAIOSFODNN7EXAMPLE", "[hidden]"],
  ["https://user:hunter2@api.example.com/v1", "https://api.example.com/v1"],
  ["https://api.example.com/v1?key=abc#d", "https://api.example.com/v1"],
  ["GET https://u:p@h.example/a?b=c done", "GET https://h.example/a done"],
])("%j is kept as %j", (text, kept) => {
  expect(hideSecrets(text)).toBe(kept);
});

test.each(["gpt-4o-mini", "customer-42", "2026-11-22T10:00:00Z", "task-sk-1", "a@b.example", "what? no #1"])(
  "%j is kept as it is",
  (text) => {
    expect(hideSecrets(text)).toBe(text);
  },
);
