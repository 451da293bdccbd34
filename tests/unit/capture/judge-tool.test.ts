import { describe, expect, test } from "vitest";

import { judgeJson } from "#lib/verdict/judge-json.ts";
import { judgeTool } from "#lib/verdict/judge-tool.ts";

function judge(schema: unknown, raw: string | null, parsed?: unknown): string {
  const tool = { name: "save", kind: "function" as const, schema };
  const known = { byName: new Map([["save", tool]]), complete: true, cut: false };
  const { verdict, why, violations } = judgeTool({ name: "save", kind: "function", raw, parsed }, known);
  return [verdict, why, ...violations.map(({ kind, path }) => `${kind}${path}`)].filter(Boolean).join(" ");
}

const PERSON = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };

describe("schemas as they come over the wire", () => {
  test.each<[string, unknown, string, string]>([
    [
      "a draft-07 schema",
      { $schema: "http://json-schema.org/draft-07/schema#", ...PERSON },
      '{"name":7}',
      "invalid_arguments wrong_type/name",
    ],
    [
      "a 2019-09 schema",
      { $schema: "https://json-schema.org/draft/2019-09/schema", ...PERSON },
      "{}",
      "invalid_arguments missing_required/name",
    ],
    [
      "draft-4 bounds",
      { properties: { n: { minimum: 3, exclusiveMinimum: true } } },
      '{"n":3}',
      "invalid_arguments constraint/n",
    ],
    [
      "a tuple of old drafts",
      { properties: { p: { items: [{ type: "number" }] } } },
      '{"p":["x"]}',
      "invalid_arguments wrong_type/p/0",
    ],
    [
      "upper-case types",
      { type: "OBJECT", properties: { a: { type: "STRING" } } },
      '{"a":1}',
      "invalid_arguments wrong_type/a",
    ],
    ["any", { properties: { a: { type: "any" } } }, '{"a":1}', "valid"],
    ["nullable with a type", { properties: { a: { type: "string", nullable: true } } }, '{"a":null}', "valid"],
    ["nullable without one", { properties: { a: { nullable: true } } }, '{"a":1}', "valid"],
    ["draft-3 required", { properties: { a: { type: "string", required: true } } }, "{}", "valid"],
    ["an unknown format", { properties: { a: { type: "string", format: "iban" } } }, '{"a":"x"}', "valid"],
    [
      "a format that does not fit",
      { properties: { a: { type: "string", format: "date-time" } } },
      '{"a":"soon"}',
      "valid",
    ],
    ["a pattern no engine knows", { properties: { a: { pattern: "(?i)x" } } }, '{"a":"y"}', "valid"],
    ["a remote reference", { $ref: "https://example.org/schema.json" }, "{}", "not_validated schema_unusable"],
    ["a reference into nothing", { $ref: "#/$defs/missing" }, "{}", "not_validated schema_unusable"],
    ["a type that does not exist", { type: "str" }, "{}", "not_validated schema_unusable"],
    [
      "definitions",
      { definitions: { p: PERSON }, $ref: "#/definitions/p" },
      "{}",
      "invalid_arguments missing_required/name",
    ],
    ["no schema at all", undefined, "{}", "not_validated no_schema"],
    ["true", true, '{"x":1}', "valid"],
    [
      "a choice of types",
      { properties: { a: { anyOf: [{ type: "string" }, { type: "null" }] } } },
      '{"a":1}',
      "invalid_arguments wrong_type/a",
    ],
    ["a name with slashes", { required: ["a/b~c"] }, "{}", "invalid_arguments missing_required/a~1b~0c"],
  ])("%s", (_name, schema, raw, verdict) => {
    expect(judge(schema, raw)).toBe(verdict);
  });

  test("two schemas with the same $id do not meet", () => {
    expect(judge({ $id: "s", ...PERSON }, "{}")).toContain("invalid_arguments");
    expect(judge({ $id: "s", type: "object" }, "{}")).toBe("valid");
  });

  test("a schema nested too deep or too large is unusable", () => {
    let deep: unknown = {};
    for (let level = 0; level < 100; level += 1) deep = { properties: { a: deep } };
    expect(judge(deep, "{}")).toBe("not_validated schema_unusable");
    expect(judge({ description: "x".repeat(300_000) }, "{}")).toBe("not_validated schema_unusable");
  });
});

describe("arguments", () => {
  test.each([
    ["an empty text is no arguments", "", "invalid_arguments missing_required/name"],
    ["an empty text, with spaces", "  ", "invalid_arguments missing_required/name"],
    ["two objects in a row", '{"name":"a"}{"name":"b"}', "malformed_arguments"],
    ["an object encoded twice", '"{\\"name\\":\\"a\\"}"', "invalid_arguments wrong_type"],
    ["null", "null", "invalid_arguments wrong_type"],
    ["a list", "[]", "invalid_arguments wrong_type"],
    ["NaN", '{"name":NaN}', "malformed_arguments"],
  ])("%s", (_name, raw, verdict) => {
    expect(judge(PERSON, raw)).toBe(verdict);
  });

  test("arguments that were never a text", () => {
    expect(judge(PERSON, null, { name: "a" })).toBe("valid");
    expect(judge(PERSON, null, null)).toBe("invalid_arguments wrong_type");
  });
});

describe("JSON answers", () => {
  test("the worst of several choices counts, and an unusable schema asks for nothing beyond JSON", () => {
    expect(judgeJson(['{"name":"a"}', '{"name":1}'], PERSON).result).toBe("schema_mismatch");
    expect(judgeJson(['{"name":"a"}', "no"], PERSON).result).toBe("invalid_json");
    expect(judgeJson(["{}"], { $ref: "https://example.org/x" }).result).toBe("ok");
    expect(judgeJson([], undefined).result).toBe("invalid_json");
  });
});
