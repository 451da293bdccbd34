import type { TimeRange } from "#lib/domain/time.ts";
import type { TimeGroup } from "./groupings.ts";
import type { MetricsQuery } from "./metrics-row.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { chooseGrouping, isTimeGroup, knownNames } from "./groupings.ts";
import { checkZone } from "./time-zone.ts";

/** What a question needs to know beside its words. */
export interface QueryContext {
  readonly projectId: string;
  readonly declaredTags: readonly string[];
  readonly now: Date;
}

const RESERVED = ["from", "to", "group_by", "tz", "percentiles"] as const;
const DEFAULT_DAYS = 28;
const MAX_HOURLY_DAYS = 31;
const MAX_FILTER_VALUES = 500;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads the parameters of `GET /api/v1/metrics`: `from`, `to` (ISO 8601; the last 28 days when missing), `group_by`, `tz`,
 * `percentiles`, and filters under the same names that group, each a comma list of which any may match.
 * @throws OutturnError `bad_request` or `unsupported_grouping`, naming the parameter, its value and what to send instead.
 */
export function parseMetricsQuery(params: URLSearchParams, context: QueryContext): MetricsQuery {
  const timeZone = params.get("tz")?.trim() || "UTC";
  const range = readRange(params, context.now);
  checkZone(timeZone, range.from, range.to);
  const groupBy = [...new Set(splitList(params.getAll("group_by")).filter((name) => name !== ""))];
  const filters = readFilters(params, context.declaredTags);
  const { time } = chooseGrouping([...new Set([...groupBy, ...Object.keys(filters)])], context.declaredTags);
  checkHourly(time, range);
  return { projectId: context.projectId, ...range, groupBy, filters, timeZone, percentiles: readFlag(params) };
}

/** The time range of any question, from its `from` and `to`: the last 28 days when neither is given. */
export function readRange(params: URLSearchParams, now: Date): TimeRange {
  const to = readTime(params, "to") ?? now;
  const from = readTime(params, "from") ?? new Date(to.getTime() - DEFAULT_DAYS * DAY_MS);
  if (from.getTime() >= to.getTime())
    throw new OutturnError(
      "bad_request",
      `from ${from.toISOString()} is not before to ${to.toISOString()}; ranges are half-open: from ≤ t < to`,
    );
  return { from, to };
}

function readTime(params: URLSearchParams, name: "from" | "to"): Date | null {
  // A "+" that was not percent-encoded arrives as a space.
  const text = (params.get(name)?.trim() ?? "").replace(/ (?=\d{2}:\d{2}$)/, "+");
  if (text === "") return null;
  const time = parseIsoTime(text);
  if (time === null)
    throw new OutturnError(
      "bad_request",
      `${name} "${text.slice(0, 100)}" is not a time; send ISO 8601 in UTC, such as 2026-11-01 or 2026-11-01T06:00:00Z`,
    );
  return time;
}

/** Null for anything that is not a date or a time of the calendar: Date.parse would take 30 February for 2 March. */
function parseIsoTime(text: string): Date | null {
  const date = text.slice(0, 10);
  const at = Date.parse(ISO_DAY.test(text) ? `${text}T00:00:00Z` : text);
  const day = Date.parse(`${date}T00:00:00Z`);
  if (!ISO_TIME.test(text) || Number.isNaN(at) || Number.isNaN(day)) return null;
  return new Date(day).toISOString().startsWith(date) ? new Date(at) : null;
}

function readFilters(params: URLSearchParams, declaredTags: readonly string[]): Record<string, readonly string[]> {
  const known = new Set(knownNames(declaredTags));
  const filters: [string, readonly string[]][] = [];
  for (const name of new Set(params.keys())) {
    if ((RESERVED as readonly string[]).includes(name)) continue;
    if (!known.has(name))
      throw new OutturnError(
        "bad_request",
        `there is no parameter "${name.slice(0, 100)}"; known are ${[...RESERVED, ...known].join(", ")}`,
      );
    filters.push([name, readFilterValues(name, params.getAll(name))]);
  }
  return Object.fromEntries(filters);
}

function readFilterValues(name: string, texts: readonly string[]): readonly string[] {
  const values = [...new Set(splitList(texts))];
  if (values.length > MAX_FILTER_VALUES)
    throw new OutturnError(
      "bad_request",
      `${name} lists ${values.length} values; at most ${MAX_FILTER_VALUES} can be asked for at once`,
    );
  // No stored text can hold a NUL, and Postgres refuses the whole question over one.
  if (values.some((value) => value.includes("\0")))
    throw new OutturnError("bad_request", `a value of ${name} holds a NUL character; leave it out`);
  if (isTimeGroup(name)) for (const value of values) checkTimeFilter(name, value);
  return values;
}

/** Times to filter by: a number for an hour of the day or week; else a date of the zone's calendar, or a time within it. */
function checkTimeFilter(name: TimeGroup, value: string): void {
  switch (name) {
    case "hour_of_day":
    case "hour_of_week": {
      const last = name === "hour_of_day" ? 23 : 167;
      if (/^\d{1,3}$/.test(value) && Number(value) <= last) return;
      throw new OutturnError("bad_request", `${name} "${value.slice(0, 100)}" is not a number from 0 to ${last}`);
    }
    case "hour":
    case "day":
    case "week":
      if (parseIsoTime(value) === null)
        throw new OutturnError(
          "bad_request",
          `${name} "${value.slice(0, 100)}" is not the time at which one starts, such as 2026-11-02 or 2026-11-02T00:00:00Z`,
        );
  }
}

function checkHourly(time: TimeGroup | null, range: TimeRange): void {
  const days = (range.to.getTime() - range.from.getTime()) / DAY_MS;
  if (time === "hour" && days > MAX_HOURLY_DAYS)
    throw new OutturnError(
      "unsupported_grouping",
      `hour can be asked for up to ${MAX_HOURLY_DAYS} days, and this range has ${days.toFixed(1)}; shorten it, or ask by day or week`,
    );
}

function readFlag(params: URLSearchParams): boolean {
  const text = params.get("percentiles")?.trim() ?? "";
  if (text === "1" || text === "true") return true;
  if (text === "" || text === "0" || text === "false") return false;
  throw new OutturnError("bad_request", `percentiles "${text.slice(0, 100)}" is neither 1 nor 0`);
}

function splitList(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(",")).map((text) => text.trim());
}
