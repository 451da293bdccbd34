import { expect, test } from "vitest";

import { nameStatement, readOutcomeForm, readWithdrawForm, wasSaidOnPage } from "#lib/server/read-outcome-form.ts";

test("a person's word on a task is a reviewed outcome, with a reason or without", () => {
  expect(readOutcomeForm({ task: "lead-1", outcome: "failed", reason: " wrong vendor " })).toEqual({
    ok: true,
    value: { taskId: "lead-1", body: { outcome: "failed", reason: "wrong vendor", source: "reviewed" } },
  });
  expect(readOutcomeForm({ task: "lead-1", outcome: "succeeded", reason: "  " })).toMatchObject({
    value: { body: { reason: null } },
  });
});

test("what cannot be said is refused beside its field", () => {
  expect(readOutcomeForm({ task: "lead-1", outcome: "undecided" })).toEqual({
    ok: false,
    errors: { outcome: "Choose one of succeeded, failed, cancelled." },
  });
  expect(readOutcomeForm({ task: "lead-1", outcome: "failed", reason: "x".repeat(201) })).toEqual({
    ok: false,
    errors: { reason: "The reason must have at most 200 characters." },
  });
  expect(readOutcomeForm({ outcome: "failed" })).toMatchObject({ ok: false });
});

test("only what was said on a page can be taken back on one", () => {
  const id = `api:${nameStatement()}`;
  expect(wasSaidOnPage(id)).toBe(true);
  expect(readWithdrawForm({ task: "lead-1", event: id })).toEqual({
    ok: true,
    value: { taskId: "lead-1", eventId: id },
  });
  for (const event of ["api:from-the-application", "span:ab/cd", ""])
    expect(readWithdrawForm({ task: "lead-1", event })).toMatchObject({ ok: false });
});
