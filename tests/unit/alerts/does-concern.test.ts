import { expect, test } from "vitest";

import { doesConcern } from "#lib/alerts/does-concern.ts";

const ANY = { models: [], taskTypes: [] };
const RETRIES = { provider: "openai", model: "gpt-5", providers: ["openai"], models: ["gpt-5"] };
const REASKS = { task_type: "qualify", providers: ["openai", "anthropic"], models: ["gpt-5", "claude-sonnet-5"] };
const CHECKS = { task_type: "qualify", providers: [], models: [] };

test("an incident concerns the charts of its own models and task types, and those of everything", () => {
  expect([RETRIES, REASKS, CHECKS].map((scope) => doesConcern(scope, ANY))).toEqual([true, true, true]);
  expect(doesConcern(RETRIES, { models: ["gpt-5"], taskTypes: [] })).toBe(true);
  expect(doesConcern(RETRIES, { models: ["claude-sonnet-5"], taskTypes: [] })).toBe(false);
  expect(doesConcern(REASKS, { models: ["claude-sonnet-5"], taskTypes: ["qualify"] })).toBe(true);
  expect(doesConcern(REASKS, { models: [], taskTypes: ["research"] })).toBe(false);
});

test("a series of all models' tasks concerns each model's charts", () => {
  expect(doesConcern(CHECKS, { models: ["gpt-5"], taskTypes: [] })).toBe(true);
});
