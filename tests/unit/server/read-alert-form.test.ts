import { describe, expect, test } from "vitest";

import { fanOutOf, readRuleForm } from "#lib/server/read-alert-form.ts";

const read = (fields: Record<string, string>) => readRuleForm({ name: "A rule", ...fields });

describe("a rule of tools", () => {
  test("watches one tool, or each one, alone or with each model", () => {
    expect(read({ metric: "tool_invalidity", tool: "crm" })).toMatchObject({
      ok: true,
      value: { metric: "tool_invalidity", scope: { tool: "crm" }, each: [] },
    });
    expect(read({ metric: "tool_invalidity", each: "model,tool" })).toMatchObject({
      value: { scope: {}, each: ["provider", "model", "tool"] },
    });
    expect(fanOutOf(["tool", "model", "provider"])).toBe("model,tool");
    expect(read({ metric: "failure_class", subject: "malformed_arguments", tool: "crm" }).ok).toBe(true);
  });

  test("is refused, at the field that asks for it, of what is not counted by tool", () => {
    const refused = (fields: Record<string, string>) => {
      const reading = read(fields);
      return reading.ok ? [] : Object.keys(reading.errors);
    };
    expect(refused({ metric: "retry_rate", tool: "crm" })).toEqual(["tool"]);
    expect(refused({ metric: "retry_rate", each: "tool" })).toEqual(["each"]);
    expect(refused({ metric: "failure_class", subject: "unknown_tool", tool: "crm" })).toEqual(["tool"]);
  });
});
