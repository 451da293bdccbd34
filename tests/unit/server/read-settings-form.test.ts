import { describe, expect, it } from "vitest";

import { readDecisionForm } from "#lib/server/decision-body.ts";
import { readScheduleForm } from "#lib/server/read-schedule-form.ts";
import { readKeyForm, readProjectForm, readTagForm, readTaskTypeForm } from "#lib/server/read-settings-form.ts";

/** A text that says something. */
function text(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

describe("the project form", () => {
  it("takes a name and a zone whole hours from UTC", () => {
    const reading = readProjectForm({ name: " Support ", billing_zone: "Europe/Berlin" });
    expect(reading).toEqual({
      ok: true,
      value: { name: "Support", billingZone: "Europe/Berlin", retentionDays: null },
    });
    const kept = readProjectForm({ name: "Support", billing_zone: "UTC", retention_days: "90" });
    expect(kept).toMatchObject({ ok: true, value: { retentionDays: 90 } });
    const never = readProjectForm({ name: "Support", billing_zone: "UTC", retention_days: "a year" });
    expect(never).toMatchObject({ ok: false, errors: { retention_days: "1 to 99,999 days, or nothing to keep all." } });
  });

  it("says beside each field what is wrong with it", () => {
    const reading = readProjectForm({ name: "", billing_zone: "Asia/Kolkata" });
    expect(reading).toMatchObject({
      ok: false,
      errors: { name: "Give the project a name.", billing_zone: text(/whole hours/) },
    });
  });
});

describe("the task type form", () => {
  it("reads dollars exactly and percent as a fraction; empty says nothing", () => {
    expect(readTaskTypeForm({ name: "triage", failure_cost: "$1,012.50", success_floor: "90 %" })).toEqual({
      ok: true,
      value: { name: "triage", failureCostNano: 1_012_500_000_000n, successFloor: 0.9 },
    });
    expect(readTaskTypeForm({ name: "triage", failure_cost: "", success_floor: "" })).toEqual({
      ok: true,
      value: { name: "triage", failureCostNano: null, successFloor: null },
    });
  });

  it.each(["-1", "12,50 €", "1e3", "2000000"])("refuses %s as a cost", (failure_cost) => {
    expect(readTaskTypeForm({ name: "triage", failure_cost })).toMatchObject({
      ok: false,
      errors: { failure_cost: text(/dollars/) },
    });
  });

  it.each(["0", "101", "most"])("refuses %s as a floor", (success_floor) => {
    expect(readTaskTypeForm({ name: "triage", success_floor })).toMatchObject({ ok: false });
  });
});

describe("the tag form", () => {
  it("takes a new name, and refuses one that is declared, built in or unusable", () => {
    expect(readTagForm({ tag: "customer" }, [])).toEqual({ ok: true, value: { tag: "customer" } });
    for (const tag of ["customer", "environment", "two words", ""])
      expect(readTagForm({ tag }, ["customer"])).toMatchObject({ ok: false });
  });
});

describe("the key form", () => {
  it("wants a name and one of the scopes", () => {
    const value = { name: "CI", scope: "ingest", days: null, ratePerMinute: null };
    expect(readKeyForm({ name: "CI", scope: "ingest" })).toEqual({ ok: true, value });
    expect(readKeyForm({ name: "", scope: "root" })).toMatchObject({
      ok: false,
      errors: { scope: text(/ingest/), name: text(/name/) },
    });
  });

  it("takes an end and a limit in whole numbers", () => {
    const bounded = { name: "CI", scope: "read", days: "90", rate: "1,200" };
    expect(readKeyForm(bounded)).toMatchObject({ ok: true, value: { days: 90, ratePerMinute: 1_200 } });
    expect(readKeyForm({ ...bounded, days: "0", rate: "1.5" })).toMatchObject({
      ok: false,
      errors: { days: text(/3,650/), rate: text(/whole number/) },
    });
  });
});

it("the weekly review is sent on a day and hour of a zone, or never", () => {
  const form = { weekday: "1", hour: "9", zone: "Asia/Kolkata", channel: "" };
  expect(readScheduleForm({ ...form, weekday: "" })).toEqual({ ok: true, value: { schedule: null } });
  const schedule = { weekday: 1, hour: 9, zone: "Asia/Kolkata", channels: [] };
  expect(readScheduleForm(form)).toEqual({ ok: true, value: { schedule } });
  expect(readScheduleForm({ weekday: "8", hour: "24", zone: "Mars", channel: "all" })).toMatchObject({
    ok: false,
    errors: {
      weekday: text(/./),
      hour: text(/./),
      zone: text(/./),
      channel: text(/./),
    },
  });
});

it("a decision is in force from a day and judged on a later one", () => {
  const said = { projectId: "p", createdBy: "me", now: new Date("2026-11-23T10:00:00Z") };
  const form = { title: "Smaller model", expected: "−20", task_type: "triage", prompted_by: "2026-W47" };
  const reading = readDecisionForm({ ...form, at: "2026-11-24", judge_at: "2026-12-15" }, said);
  expect(reading).toMatchObject({
    ok: true,
    value: {
      at: new Date("2026-11-24T00:00:00Z"),
      judgeAt: new Date("2026-12-15T00:00:00Z"),
      expected: -0.2,
      taskType: "triage",
    },
  });
  expect(readDecisionForm({ ...form, at: "2026-12-15", judge_at: "2026-11-24" }, said)).toMatchObject({
    ok: false,
    errors: { judge_at: text(/after/) },
  });
  expect(readDecisionForm({ ...form, at: "tomorrow" }, said)).toMatchObject({
    ok: false,
    errors: { at: text(/A day/) },
  });
  expect(readDecisionForm(form, said)).toMatchObject({
    ok: true,
    value: { at: said.now, judgeAt: new Date("2026-12-21T10:00:00Z") },
  });
});
