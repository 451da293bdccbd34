import { describe, expect, it } from "vitest";

import type { MetricsQuery } from "#lib/analysis/metrics-row.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { parseMetricsQuery } from "#lib/analysis/parse-metrics-query.ts";

const context = { projectId: "p", declaredTags: ["customer", "prompt"], now: new Date("2026-11-22T12:34:56Z") };
const parse = (words: string): MetricsQuery => parseMetricsQuery(new URLSearchParams(words), context);

function refusal(words: string): string {
  try {
    parse(words);
  } catch (error) {
    if (error instanceof OutturnError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

describe("a metrics question", () => {
  it("is about the last 28 days when it names no range", () => {
    expect(parse("")).toEqual({
      projectId: "p",
      from: new Date("2026-10-25T12:34:56Z"),
      to: context.now,
      groupBy: [],
      filters: {},
      timeZone: "UTC",
      percentiles: false,
    });
  });

  it("reads range, groups, filters, zone and percentiles", () => {
    expect(
      parse(
        "from=2026-11-01&to=2026-11-08T06:00:00%2B02:00&group_by=entry_model, day&group_by=day&task_type=a,b&task_type=b,c" +
          "&environment=&tz=Europe/Berlin&percentiles=1",
      ),
    ).toEqual({
      projectId: "p",
      from: new Date("2026-11-01T00:00:00Z"),
      to: new Date("2026-11-08T04:00:00Z"),
      groupBy: ["entry_model", "day"],
      filters: { task_type: ["a", "b", "c"], environment: [""] },
      timeZone: "Europe/Berlin",
      percentiles: true,
    });
  });

  it("forgives an offset whose plus was not encoded", () => {
    expect(parse("from=2026-11-01T02:00:00+02:00").from).toEqual(new Date("2026-11-01T00:00:00Z"));
  });

  it.each([
    "task_type,entry_model,closing_model,route,provider,input_size,environment",
    "task_type,entry_model,closing_model,route,provider,input_size,environment,hour_of_week",
    "tag.customer",
    "tag.customer,task_type,entry_model,week",
    "model",
    "model_provider",
    "model,model_provider,task_type,day",
    "model,service_tier,hour_of_day",
    "model_provider,key",
    "hour",
  ])("may group by %s", (groupBy) => {
    expect(parse(`from=2026-11-01&to=2026-11-08&group_by=${groupBy}`).groupBy).toEqual(groupBy.split(","));
  });

  it.each([
    ["group_by=colour", /nothing called "colour"/],
    ["group_by=tag.region", /nothing called "tag.region"/],
    ["group_by=__proto__", /nothing called "__proto__"/],
    ["group_by=day,hour", /day and hour cannot be asked together/],
    ["group_by=day&hour_of_day=7", /day and hour_of_day cannot be asked together/],
    ["group_by=model,entry_model", /model is of calls and entry_model is of tasks/],
    ["group_by=entry_model&model=x", /model is of calls and entry_model is of tasks/],
    ["group_by=model,service_tier,key", /service_tier and key cannot be asked together/],
    ["group_by=model,service_tier&task_type=x", /service_tier and task_type cannot be asked together/],
    ["group_by=service_tier", /service_tier can only be asked with model or model_provider/],
    ["group_by=key,task_type", /key and task_type cannot be asked together/],
    ["group_by=tag.customer,route", /tag.customer cannot be asked with route/],
    ["group_by=tag.customer&environment=production", /tag.customer cannot be asked with environment/],
    ["group_by=tag.customer,tag.prompt", /tag.customer cannot be asked with tag.prompt/],
    ["group_by=tag.customer,model", /tag.customer cannot be asked with model/],
    ["group_by=hour&from=2026-10-01&to=2026-11-02", /hour can be asked for up to 31 days, and this range has 32.0/],
  ])("is unsupported as %s, and hears what can be asked", (words, message) => {
    expect(refusal(words)).toMatch(/^unsupported_grouping: /);
    expect(refusal(words)).toMatch(message);
  });

  it("names every grouping that can be asked when it refuses one", () => {
    expect(refusal("group_by=model,route")).toBe(
      "unsupported_grouping: model is of calls and route is of tasks: they cannot be asked together. What can be asked: any of " +
        "task_type, entry_model, closing_model, route, provider, input_size, environment; or one declared tag (tag.customer, " +
        "tag.prompt) with task_type, entry_model; or model, model_provider with at most one of task_type, service_tier, key; " +
        "each with at most one of hour, day, week, hour_of_day, hour_of_week. Filters count as names of the question.",
    );
  });

  it.each([
    ["from=yesterday", /from "yesterday" is not a time/],
    ["from=1764000000", /is not a time/],
    ["to=2026-02-30", /to "2026-02-30" is not a time/],
    ["to=2026-02-30T00:00:00Z", /is not a time/],
    ["from=2026-11-01T00:00:00", /is not a time/],
    ["from=2026-11-08&to=2026-11-08", /is not before to/],
    ["from=2027-01-01", /is not before to 2026-11-22/],
    ["tz=Mars/Olympus", /tz "Mars\/Olympus" is not an IANA time zone/],
    ["tz=%2B01:00", /is not an IANA time zone/],
    ["tz=Asia/Kolkata", /tz "Asia\/Kolkata" is not whole hours from UTC/],
    ["tz=Australia/Lord_Howe", /is not whole hours from UTC/],
    ["percentiles=maybe", /percentiles "maybe" is neither 1 nor 0/],
    ["colour=red", /there is no parameter "colour"; known are from, to/],
    ["task_type=a%00b", /a value of task_type holds a NUL/],
    ["hour_of_day=24", /hour_of_day "24" is not a number from 0 to 23/],
    ["day=soon", /day "soon" is not the time at which one starts/],
  ])("is a bad request as %s", (words, message) => {
    expect(refusal(words)).toMatch(/^bad_request: /);
    expect(refusal(words)).toMatch(message);
  });

  it("takes days to filter by as dates or as times", () => {
    expect(parse("from=2026-10-30&to=2026-11-05&day=2026-11-01,2026-11-03T05:00:00Z").filters).toEqual({
      day: ["2026-11-01", "2026-11-03T05:00:00Z"],
    });
  });
});
