import { expect, test } from "vitest";

import { SCORE_BODY, scoreEvent } from "#lib/server/take-score.ts";

const TRACE = "0123456789abcdef0123456789abcdef";
const take = (body: object, conversationIsTask = false) =>
  scoreEvent(SCORE_BODY.parse(body), { nowMs: Date.UTC(2026, 10, 22), conversationIsTask });

test.each([
  [{ name: "faithful", value: 0.8 }, { scores: { faithful: 0.8 } }],
  [{ name: "faithful", value: 1, dataType: "NUMERIC" }, { scores: { faithful: 1 } }],
  [{ name: "polite", value: 1, dataType: "BOOLEAN" }, { checks: { polite: true } }],
  [{ name: "polite", value: 0, dataType: "BOOLEAN" }, { checks: { polite: false } }],
  [{ name: "polite", value: false }, { checks: { polite: false } }],
  [{ name: "verdict", value: "fail", dataType: "CATEGORICAL", comment: "too long" }, { checks: { verdict: false } }],
])("a score %j is kept as %j", (body, facts) => {
  expect(take({ ...body, traceId: TRACE })).toMatchObject({ facts, traceId: TRACE, ownTaskId: null, kind: "api" });
});

test("a score belongs to its trace, a UUID's dashes aside, or to its session where that is the task", () => {
  const uuid = "01234567-89AB-CDEF-0123-456789ABCDEF";
  expect(take({ name: "a", value: 1, traceId: uuid })).toMatchObject({ traceId: TRACE });
  expect(take({ name: "a", value: 1, sessionId: "s7" }, true)).toMatchObject({ traceId: null, ownTaskId: "s7" });
  expect(() => take({ name: "a", value: 1, sessionId: "s7" })).toThrow("let conversations be tasks");
  expect(() => take({ name: "a", value: 1 })).toThrow("send traceId");
  expect(() => take({ name: "a", value: 1, traceId: "mine" })).toThrow('traceId "mine" is not 32 hex digits');
});

test("a word that is neither yes nor no is refused, and the same id again is the same score", () => {
  expect(() => take({ name: "tone", value: "friendly", traceId: TRACE })).toThrow("neither yes nor no");
  const score = { id: "s1", name: "a", value: 1, traceId: TRACE };
  expect(take(score)).toEqual(take(score));
  expect(take(score).id).toBe("score:s1");
});
