import { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";

import type { AnswerCheck, Case } from "./case.ts";

const MOST_STEPS = 50;
const DEFAULT_STEPS = 8;
const DEFAULT_MAX_TOKENS = 2048;
const LONGEST_ID = 80;
const MOST_REPEATS = 100_000;

const object = z.record(z.string(), z.unknown());
const name = z.string().min(1).max(LONGEST_ID);
const check = z.union(
  [
    z.strictObject({ name: name.optional(), contains: z.string().min(1) }),
    z.strictObject({ name: name.optional(), lacks: z.string().min(1) }),
    z.strictObject({ name: name.optional(), matches: z.string().min(1), flags: z.string().optional() }),
    z.strictObject({ name: name.optional(), max_words: z.int().min(1) }),
    z.strictObject({ name: name.optional(), path: z.string().regex(/^(\/.*)?$/), equals: z.unknown() }),
  ],
  { error: "a check is one of contains, lacks, matches, max_words, or path (a JSON pointer) with equals" },
);
const schema = z.strictObject({
  id: name,
  task_type: z.string().min(1).max(LONGEST_ID),
  system: z.string().optional(),
  prompt: z.string().min(1).optional(),
  messages: z
    .array(z.strictObject({ role: z.enum(["user", "assistant"]), content: z.string() }))
    .min(1)
    .optional(),
  fill: z.record(z.string(), z.strictObject({ text: z.string(), times: z.int().min(1).max(MOST_REPEATS) })).optional(),
  tools: z.array(z.strictObject({ name, description: z.string().default(""), parameters: object })).default([]),
  expected_tool: name.nullable().optional(),
  expected_arguments: object.optional(),
  json_schema: object.optional(),
  checks: z.array(check).default([]),
  max_steps: z.int().min(1).max(MOST_STEPS).optional(),
  tool_results: z.record(z.string(), z.unknown()).optional(),
  max_tokens: z.int().min(1).default(DEFAULT_MAX_TOKENS),
});
type Written = z.infer<typeof schema>;

/**
 * Reads cases, one JSON object a line; empty lines are passed over.
 * @throws OutturnError `bad_request` naming the line and what does not fit.
 */
export function readCases(text: string): Case[] {
  const seen = new Set<string>();
  const cases = text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const read = readCase(line, index + 1);
    if (seen.has(read.id)) refuse(index + 1, `the id "${read.id}" was there before: give each case its own`);
    seen.add(read.id);
    return [read];
  });
  if (cases.length === 0)
    throw new OutturnError("bad_request", "The file holds no case: write one JSON object a line.");
  return cases;
}

function refuse(line: number, why: string): never {
  throw new OutturnError("bad_request", `Line ${line} of the cases cannot be read: ${why}.`);
}

function readCase(text: string, line: number): Case {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse(line, "it is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = (issue?.path ?? []).map(String).join(".");
    refuse(line, `${path === "" ? "" : `\`${path}\`: `}${issue?.message ?? "it does not fit"}`);
  }
  const fault = faultOf(parsed.data);
  if (fault !== null) refuse(line, fault);
  return build(parsed.data, line);
}

/** What fits the form and still makes no case. */
function faultOf(written: Written): string | null {
  if ((written.prompt === undefined) === (written.messages === undefined)) return "give it `prompt` or `messages`";
  if (written.expected_tool === undefined && written.json_schema === undefined && written.checks.length === 0)
    return "it expects nothing: give it `expected_tool`, `json_schema` or `checks`";
  return faultOfTools(written);
}

function faultOfTools({ tools, tool_results: results, ...written }: Written): string | null {
  const { expected_tool: expected, expected_arguments: args, max_steps: steps = 1 } = written;
  const names = new Set(tools.map((tool) => tool.name));
  const strayed = Object.keys(results ?? {}).find((tool) => !names.has(tool));
  if (typeof expected === "string" && !names.has(expected))
    return `\`expected_tool\` "${expected}" is none of its tools`;
  if (args !== undefined && typeof expected !== "string") return "`expected_arguments` need an `expected_tool`";
  if (strayed !== undefined) return `\`tool_results\` name "${strayed}", which is none of its tools`;
  return steps > 1 && results === undefined ? "more than one of `max_steps` needs `tool_results`" : null;
}

function build(written: Written, line: number): Case {
  const opening = written.messages ?? [{ role: "user" as const, content: written.prompt ?? "" }];
  const results = written.tool_results === undefined ? null : Object.entries(written.tool_results);
  return {
    id: written.id,
    taskType: written.task_type,
    system: written.system ?? null,
    messages: opening.map(({ role, content }) => ({ role, content: fillIn(content, written.fill ?? {}) })),
    tools: written.tools,
    expectedTool: written.expected_tool,
    expectedArguments: written.expected_arguments ?? null,
    jsonSchema: written.json_schema ?? null,
    checks: written.checks.map((each) => readCheck(each, line)),
    maxSteps: written.max_steps ?? (results === null ? 1 : DEFAULT_STEPS),
    toolResults: results === null ? null : new Map(results.map(([tool, said]) => [tool, textsOf(said)])),
    maxTokens: written.max_tokens,
  };
}

/** `{{name}}` stands for its text so many times over, `{n}` in it for the number: long inputs need no long files. */
function fillIn(content: string, fill: NonNullable<Written["fill"]>): string {
  return content.replaceAll(/\{\{(\w+)\}\}/g, (whole, key: string) => {
    const part = Object.hasOwn(fill, key) ? fill[key] : undefined;
    if (part === undefined) return whole;
    return Array.from({ length: part.times }, (_, i) => part.text.replaceAll("{n}", String(i + 1))).join("");
  });
}

function textsOf(said: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(said) && said.length > 0 ? said : [said];
  return list.map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
}

function readCheck(written: Written["checks"][number], line: number): AnswerCheck {
  if ("contains" in written) return { name: written.name ?? "contains", kind: "contains", text: written.contains };
  if ("lacks" in written) return { name: written.name ?? "lacks", kind: "lacks", text: written.lacks };
  if ("max_words" in written) return { name: written.name ?? "max_words", kind: "max_words", words: written.max_words };
  if ("matches" in written) {
    try {
      return { name: written.name ?? "matches", kind: "matches", pattern: new RegExp(written.matches, written.flags) };
    } catch {
      refuse(line, `\`matches\` "${written.matches}" is no regular expression`);
    }
  }
  return { name: written.name ?? "equals", kind: "equals", path: written.path, value: written.equals };
}
