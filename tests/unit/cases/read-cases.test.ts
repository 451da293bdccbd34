import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { expect, test } from "vitest";

import { readCases } from "#lib/cases/read-cases.ts";

const EXAMPLES = resolve(import.meta.dirname, "../../../examples/cases");
const PLAIN = { id: "a", task_type: "t", prompt: "p", checks: [{ contains: "x" }] };
const line = (change: object): string => JSON.stringify({ ...PLAIN, ...change });

test.each([
  ["support-agent.jsonl", ["policy-question", "own-order", "no-tool-needed"]],
  ["nested-arguments.jsonl", ["book-meeting", "leave-the-rest-out"]],
  ["answers.jsonl", ["many-constraints", "invoice-json", "long-ledger", "three-hops"]],
])("the example %s can be run", async (name, ids) => {
  const cases = readCases(await readFile(join(EXAMPLES, name), "utf8"));
  expect(cases.map(({ id }) => id)).toEqual(ids);
});

test("a long input is written out when the cases are read", () => {
  const [filled] = readCases(line({ prompt: "{{row}}{{other}}", fill: { row: { text: "{n};", times: 3 } } }));
  expect(filled?.messages).toEqual([{ role: "user", content: "1;2;3;{{other}}" }]);
});

test.each([
  [line({ prompt: undefined }), "give it `prompt` or `messages`"],
  [line({ checks: [] }), "it expects nothing: give it `expected_tool`, `json_schema` or `checks`"],
  [line({ expected_tool: "x" }), '`expected_tool` "x" is none of its tools'],
  [line({ tool_results: { x: "y" } }), '`tool_results` name "x", which is none of its tools'],
  [line({ max_steps: 3 }), "more than one of `max_steps` needs `tool_results`"],
  [line({ checks: [{ matches: "(" }] }), '`matches` "(" is no regular expression'],
  [
    line({ checks: [{ holds: 1 }] }),
    "`checks.0`: a check is one of contains, lacks, matches, max_words, or path (a JSON pointer) with equals",
  ],
  [line({}), 'the id "a" was there before: give each case its own'],
])("what makes no case is refused with its line: %s", (second, why) => {
  expect(() => readCases(`${line({})}\n\n${second}`)).toThrow(`Line 3 of the cases cannot be read: ${why}.`);
});
