import { describe, expect, test } from "vitest";

import { readRulesForm, sayPreview, writeRulesForm } from "#lib/server/read-rules-form.ts";

const TYPED = {
  conversations: "yes",
  types: "qualify * -> qualification\nanswer → support",
  checks: "faithfulness >= 0.8 for support decides\npolite",
  attribute: "crm.stage",
  succeeded: "won, signed",
  failed: "lost",
  cancelled: "",
  mode: "all",
};

describe("the form of task rules", () => {
  test("reads what a person writes, and writes it again so", () => {
    const reading = readRulesForm(TYPED);
    if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
    expect(reading.value).toEqual({
      mode: "all",
      rules: {
        conversationIsTask: true,
        types: [
          { span: "qualify *", type: "qualification" },
          { span: "answer", type: "support" },
        ],
        checks: [
          { check: "faithfulness", least: 0.8, type: "support", decides: true },
          { check: "polite", least: null, type: null, decides: false },
        ],
        outcome: { attribute: "crm.stage", values: { succeeded: ["won", "signed"], failed: ["lost"], cancelled: [] } },
      },
    });
    const written = writeRulesForm(reading.value.rules);
    expect(readRulesForm({ ...written, mode: "all" })).toEqual(reading);
  });

  test("names the line that it cannot read, and tries rather than saves when it is not told", () => {
    const types = readRulesForm({ types: "a -> b\nqualify" });
    expect(types.ok ? {} : types.errors).toEqual({
      types: 'Line 2: write the name of the span, ->, and the type, such as "qualify * -> qualification".',
    });
    const checks = readRulesForm({ checks: ">= 3" });
    expect(checks.ok ? {} : checks.errors).toEqual({
      checks: 'Line 1: write the name, and perhaps ">= 0.8", "for TYPE" and "decides" after it.',
    });
    expect(readRulesForm({})).toMatchObject({ ok: true, value: { mode: "try" } });
  });

  test("says what would change in a few sentences", () => {
    const plain = { taskType: "", outcome: null, failureReason: null, checks: {} };
    const after = { ...plain, taskType: "support", outcome: "succeeded" as const };
    const examples = [{ taskId: "t1", before: plain, after }];
    expect(sayPreview({ lookedAt: 500, changed: 12, merged: { tasks: 40, into: 8 }, examples })).toBe(
      "Of the latest 500 tasks 12 would change. 40 of them would become 8 by their conversations." +
        " t1: type none → support, outcome undecided → succeeded. Nothing was saved.",
    );
  });
});
