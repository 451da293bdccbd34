import { describe, expect, test } from "vitest";

import type { TaskFacts } from "#lib/domain/task.ts";
import { NO_RULES } from "#lib/domain/task-rules.ts";
import type { TaskRules } from "#lib/domain/task-rules.ts";
import { applyRules } from "#lib/fold/apply-rules.ts";
import { readTask } from "#lib/fold/read-task.ts";

const START_US = Date.UTC(2026, 10, 22) * 1000;

function eventRow(name: string, facts: TaskFacts, parentSpanId: string | null = null) {
  return {
    id: `span:${name}`,
    kind: "span" as const,
    ownTaskId: null,
    traceId: "t",
    spanId: name,
    parentSpanId,
    scope: "test",
    name,
    startUs: START_US,
    endUs: START_US + 1000,
    facts,
    attributeCount: 0,
    contentHash: name,
  };
}

/** The task of these spans under these rules, in force since a time. */
function taskOf(rules: Partial<TaskRules>, events: ReturnType<typeof eventRow>[], fromUs = 0) {
  const versions = [{ fromUs, rules: { ...NO_RULES, ...rules } }];
  const reading = readTask(applyRules({ taskId: "t", calls: [], events }, versions));
  if (reading === null) throw new Error("a task has rows");
  return reading;
}

describe("a root span's name", () => {
  const types = [{ span: "invoke_agent triage*", type: "triage" }];

  test("gives the task its type, by a pattern", () => {
    expect(taskOf({ types }, [eventRow("invoke_agent triage (v2)", {})]).facts.type).toBe("triage");
    expect(taskOf({ types }, [eventRow("POST /triage", {})]).facts.type).toBe("");
  });

  test("comes before the name an instrumentation has for the workflow, and a span's own word before both", () => {
    const [workflow, root] = [eventRow("child", { workflow: "refund" }, "p"), eventRow("invoke_agent triage", {})];
    expect(taskOf({}, [root, workflow]).facts.type).toBe("refund");
    expect(taskOf({ types }, [root, workflow]).facts.type).toBe("triage");
    expect(taskOf({ types }, [root, workflow, eventRow("x", { type: "own" }, "p")]).facts.type).toBe("own");
  });

  test("says nothing where a span names the type itself, nor where it is another span's child", () => {
    expect(taskOf({ types }, [eventRow("invoke_agent triage", {}), eventRow("x", { type: "own" })]).facts.type).toBe(
      "own",
    );
    expect(taskOf({ types }, [eventRow("invoke_agent triage", {}, "parent")]).facts.type).toBe("");
  });

  test("means every character that is no star as it stands", () => {
    const odd = [{ span: "a.b(c)", type: "odd" }];
    expect(taskOf({ types: odd }, [eventRow("a.b(c)", {})]).facts.type).toBe("odd");
    expect(taskOf({ types: odd }, [eventRow("axb(c)", {})]).facts.type).toBe("");
  });
});

describe("an attribute as the outcome", () => {
  const outcome = { attribute: "ticket.state", values: { succeeded: ["solved"], failed: ["Reopened"], cancelled: [] } };

  test("decides by its values, whatever their case, and a failure keeps the value as its reason", () => {
    expect(taskOf({ outcome }, [eventRow("a", { attributes: { "ticket.state": "SOLVED" } })]).outcome?.outcome).toBe(
      "succeeded",
    );
    const failed = taskOf({ outcome }, [eventRow("a", { attributes: { "ticket.state": "reopened" } })]);
    expect([failed.outcome?.outcome, failed.failureReason]).toEqual(["failed", "reopened"]);
  });

  test("says nothing with another value, and never overrules what the span says itself", () => {
    expect(taskOf({ outcome }, [eventRow("a", { attributes: { "ticket.state": "open" } })]).outcome).toBeNull();
    const own = { outcome: "cancelled", reason: null, source: "reported", atUs: START_US } as const;
    const both = eventRow("a", { attributes: { "ticket.state": "solved" }, outcome: own });
    expect(taskOf({ outcome }, [both]).outcome?.outcome).toBe("cancelled");
  });

  test("holds for tasks that started since the rules did", () => {
    const row = eventRow("a", { attributes: { "ticket.state": "solved" } });
    expect(taskOf({ outcome }, [row], START_US).outcome?.outcome).toBe("succeeded");
    expect(taskOf({ outcome }, [row], START_US + 1).outcome).toBeNull();
  });
});

describe("an evaluation's score", () => {
  const checksOf = (rules: Partial<TaskRules>, facts: TaskFacts) => taskOf(rules, [eventRow("a", facts)]).facts.checks;

  test("from 0 to 1 has passed from one half on, unless a label says it", () => {
    expect(checksOf({}, { scores: { good: 0.5, bad: 0.49 } })).toEqual({ good: true, bad: false });
    expect(checksOf({}, { scores: { help: 0.9 }, checks: { help: false } })).toEqual({ help: false });
  });

  test("beyond that range decides nothing before a rule says from where on", () => {
    expect(checksOf({}, { scores: { stars: 4 } })).toEqual({});
    const rule = { check: "stars", type: null, least: 4, decides: false };
    expect(checksOf({ checks: [rule] }, { scores: { stars: 4 } })).toEqual({ stars: true });
    expect(checksOf({ checks: [rule] }, { scores: { stars: 3.9 } })).toEqual({ stars: false });
  });

  test("decides the task where a rule says so, for its type only", () => {
    const rule = { check: "right", type: "triage", least: 0.8, decides: true };
    const failed = taskOf({ checks: [rule] }, [eventRow("a", { type: "triage", scores: { right: 0.7 } })]);
    expect([failed.outcome?.outcome, failed.outcome?.source, failed.failureReason]).toEqual([
      "failed",
      "reported",
      "right",
    ]);
    const passed = taskOf({ checks: [rule] }, [eventRow("a", { type: "triage", scores: { right: 0.8 } })]);
    expect(passed.outcome?.outcome).toBe("succeeded");
    expect(taskOf({ checks: [rule] }, [eventRow("a", { type: "other", scores: { right: 0.7 } })]).outcome).toBeNull();
  });
});

test("rows that no rule speaks of are handed on as they are", () => {
  const rows = { taskId: "t", calls: [], events: [eventRow("a", {})] };
  expect(applyRules(rows, [])).toBe(rows);
});
