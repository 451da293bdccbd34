import { isDeepStrictEqual } from "node:util";

import { compileSchema } from "#lib/verdict/compile-schema.ts";
import { judgeJson } from "#lib/verdict/judge-json.ts";

import type { AnswerCheck, Case } from "./case.ts";
import type { ToolRequest } from "./converse.ts";

/** What a model did with a case. */
export interface Doings {
  /** What the final answer says; empty where the model only called tools. */
  readonly text: string;
  /** The tools of the first answer that called any. */
  readonly firstTools: readonly ToolRequest[];
}

/** Each yes or no about a case, by its name. A name used twice holds when both do. */
export function judgeAnswer(subject: Case, { text, firstTools }: Doings): Map<string, boolean> {
  const checks = new Map<string, boolean>();
  const note = (name: string, passed: boolean): void => void checks.set(name, passed && (checks.get(name) ?? true));
  const { expectedTool } = subject;
  if (expectedTool === null) note("right_tool", firstTools.length === 0);
  else if (expectedTool !== undefined) {
    note(
      "right_tool",
      firstTools.some((tool) => tool.name === expectedTool),
    );
    note(
      "right_arguments",
      firstTools.some((tool) => tool.name === expectedTool && areRight(tool, subject)),
    );
  }
  if (subject.jsonSchema !== null) note("json_schema", judgeJson([text], subject.jsonSchema).result === "ok");
  for (const check of subject.checks) note(check.name, passes(check, text));
  return checks;
}

/** Whether arguments fit the tool's schema and hold what the case expects of them. */
function areRight(request: ToolRequest, { tools, expectedTool, expectedArguments }: Case): boolean {
  const given = parse(request.arguments);
  if (given === undefined) return false;
  const schema = tools.find((tool) => tool.name === expectedTool)?.parameters;
  if ((compileSchema(schema)?.errors(given.value).length ?? 0) > 0) return false;
  return expectedArguments === null || holds(given.value, expectedArguments);
}

/** Objects may hold more than is expected; everything else is equal. */
function holds(given: unknown, expected: unknown): boolean {
  if (!isObject(expected)) return isDeepStrictEqual(given, expected);
  return isObject(given) && Object.entries(expected).every(([key, value]) => holds(given[key], value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined for what is not JSON. */
function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function passes(check: AnswerCheck, text: string): boolean {
  switch (check.kind) {
    case "contains":
      return text.includes(check.text);
    case "lacks":
      return !text.includes(check.text);
    case "matches":
      return text.search(check.pattern) >= 0;
    case "max_words":
      return text.split(/\s+/).filter((word) => word !== "").length <= check.words;
    case "equals":
      return isDeepStrictEqual(at(parse(text)?.value, check.path), check.value);
  }
}

/** The value at a JSON pointer (RFC 6901); undefined where there is none. */
function at(root: unknown, pointer: string): unknown {
  const keys = pointer.split("/").slice(1);
  return keys.reduce<unknown>((value, key) => {
    const plain = key.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) return (value as unknown[])[Number(plain)];
    return isObject(value) && Object.hasOwn(value, plain) ? value[plain] : undefined;
  }, root);
}
