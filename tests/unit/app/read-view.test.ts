import { describe, expect, it } from "vitest";
import { ofModel, readView, viewQuery } from "#app/(dashboard)/_view/read-view.ts";

const NOW = Date.UTC(2026, 10, 22, 14, 30);

describe("readView", () => {
  it("shows the last 28 days when nothing is asked: 27 whole days and today up to the next hour", () => {
    const view = readView({}, NOW);
    expect(view.span).toBe("28d");
    expect(view.range).toEqual({ from: new Date("2026-10-26T00:00:00Z"), to: new Date("2026-11-22T15:00:00Z") });
    expect(view.before.to).toEqual(view.range.from);
    expect(view.before.from).toEqual(new Date("2026-09-28T09:00:00Z"));
    expect(view.tick).toBe("day");
  });

  it("shows a day by the hour", () => {
    const view = readView({ span: "24h" }, NOW);
    expect(view.range.from).toEqual(new Date("2026-11-21T15:00:00Z"));
    expect(view.tick).toBe("hour");
  });

  it("takes a half-open range of days", () => {
    const view = readView({ from: "2026-11-01", to: "2026-11-08" }, NOW);
    expect(view.span).toBe("custom");
    expect(view.range).toEqual({ from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-11-08T00:00:00Z") });
    expect(view.before.from).toEqual(new Date("2026-10-25T00:00:00Z"));
  });

  it("falls back on what it cannot read", () => {
    for (const params of [{ span: "7y" }, { from: "yesterday", to: "now" }, { from: "2026-11-08", to: "2026-11-01" }])
      expect(readView(params, NOW).span).toBe("28d");
  });

  it("reads filters given as a list, several times or both, each once", () => {
    const { filters } = readView({ task_type: ["a,b", "b", ""], entry_model: "gpt-4o" }, NOW);
    expect(filters).toEqual({ task_type: ["a", "b"], environment: [], entry_model: ["gpt-4o"] });
  });

  it("can be narrowed to one model", () => {
    expect(ofModel(readView({ task_type: "a" }, NOW), "gpt-4o").filters).toEqual({
      task_type: ["a"],
      environment: [],
      entry_model: ["gpt-4o"],
    });
  });
});

describe("viewQuery", () => {
  it("carries the view from page to page, and nothing else", () => {
    expect(viewQuery({ span: "7d", task_type: "a,b", sort: "success" })).toBe("?span=7d&task_type=a%2Cb");
  });

  it("changes and drops what it is told to", () => {
    expect(viewQuery({ span: "7d", entry_model: "x" }, { entry_model: null, class: "empty" })).toBe(
      "?span=7d&class=empty",
    );
    expect(viewQuery({})).toBe("");
  });
});
