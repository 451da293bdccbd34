import { expect, test } from "vitest";

import { readTaskList, tagParams, taskFilter } from "../../../app/(dashboard)/_view/read-task-list.ts";
import { readView } from "../../../app/(dashboard)/_view/read-view.ts";

const NOW = Date.UTC(2026, 10, 22);

test("tags of the address narrow the list, and stay in the links to its other pages", () => {
  const params = { "tag.run": "run-1", "tag.model": "openai/gpt-5", environment: "benchmark", "tag.": "x" };
  const query = readTaskList(params);
  expect(taskFilter(readView(params, NOW), query)).toMatchObject({
    tags: { run: "run-1", model: "openai/gpt-5" },
    environments: ["benchmark"],
  });
  expect(tagParams(query)).toEqual({ "tag.run": "run-1", "tag.model": "openai/gpt-5" });
});

test("an address without tags asks for none", () => {
  expect(taskFilter(readView({}, NOW), readTaskList({}))).not.toHaveProperty("tags");
});
