import { expect, test } from "vitest";

import { judgeAnswer } from "#lib/cases/judge-answer.ts";
import type { Doings } from "#lib/cases/judge-answer.ts";
import { readCases } from "#lib/cases/read-cases.ts";

function judge(written: object, doings: Partial<Doings>): Record<string, boolean> {
  const [subject] = readCases(JSON.stringify({ id: "a", task_type: "t", prompt: "p", ...written }));
  if (subject === undefined) throw new Error("no case was read");
  return Object.fromEntries(judgeAnswer(subject, { text: "", firstTools: [], ...doings }));
}

const BOOK = {
  name: "book",
  parameters: {
    type: "object",
    properties: { day: { type: "string" }, place: { type: "object" }, minutes: { type: "integer" } },
    required: ["day"],
  },
};
const EXPECTS = { tools: [BOOK], expected_tool: "book", expected_arguments: { place: { kind: "room" } } };
const called = (text: string): Partial<Doings> => ({ firstTools: [{ id: "1", name: "book", arguments: text }] });

test("arguments may hold more than is expected, and have to fit their schema", () => {
  const right = { right_tool: true, right_arguments: true };
  const wrong = { right_tool: true, right_arguments: false };
  expect(judge(EXPECTS, called('{"day":"x","place":{"kind":"room","floor":2}}'))).toEqual(right);
  expect(judge(EXPECTS, called('{"day":"x","place":{"kind":"video"}}'))).toEqual(wrong);
  expect(judge(EXPECTS, called('{"place":{"kind":"room"}}'))).toEqual(wrong);
  expect(judge(EXPECTS, called('{"day":'))).toEqual(wrong);
  expect(judge(EXPECTS, {})).toEqual({ right_tool: false, right_arguments: false });
});

test("no tool is the right one where none is expected", () => {
  const none = { tools: [BOOK], expected_tool: null };
  expect(judge(none, {})).toEqual({ right_tool: true });
  expect(judge(none, called("{}"))).toEqual({ right_tool: false });
});

test("each check says whether it held; one name used twice holds when both do", () => {
  const checks = [
    { contains: "cat" },
    { contains: "dog" },
    { lacks: "bird" },
    { matches: "^A", name: "begins" },
    { max_words: 3 },
  ];
  const words = { contains: false, lacks: true, begins: true };
  expect(judge({ checks }, { text: "A cat  sat" })).toEqual({ ...words, max_words: true });
  expect(judge({ checks }, { text: "A cat sat down" })).toEqual({ ...words, max_words: false });
});

test("a value is found by its JSON pointer", () => {
  const at = (path: string, equals: unknown): boolean | undefined =>
    judge({ checks: [{ path, equals }] }, { text: '{"a/b":[{"c":[1,2]}],"n":null}' })["equals"];
  expect(at("/a~1b/0/c", [1, 2])).toBe(true);
  expect(at("/a~1b/0/c/1", 2)).toBe(true);
  expect(at("/a~1b/1/c", 2)).toBe(false);
  expect(at("/n", null)).toBe(true);
});
