import type { Piece } from "./cover-range.ts";
import type { Tier, TimeRange } from "#lib/domain/time.ts";
import { CALL_DIMENSIONS, TASK_DIMENSIONS } from "#lib/fold/measures.ts";
import { viewsOf } from "#lib/fold/views.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { coverByDifference, coverHoursOfDay } from "./cover-range.ts";

const TIME_GROUPS = ["hour", "day", "week", "hour_of_day", "hour_of_week"] as const;
export type TimeGroup = (typeof TIME_GROUPS)[number];

/** Names that only call groupings know, and the one of these three that may join a model. */
const MODEL_NAMES: readonly string[] = ["model", "model_provider"];
const CALL_PARTNERS: readonly string[] = ["task_type", "service_tier", "key"];
const CALL_ONLY: readonly string[] = CALL_DIMENSIONS.filter((name) => name !== "task_type");
const TAG_PARTNERS: readonly string[] = ["task_type", "entry_model"];
export const TAG_PREFIX = "tag.";

/** Which table answers, and which view of its cells. */
export interface Grouping {
  readonly kind: "task" | "call";
  readonly split: string;
  readonly time: TimeGroup | null;
}

export function isTimeGroup(name: string): name is TimeGroup {
  return (TIME_GROUPS as readonly string[]).includes(name);
}

/** Every name that may stand in `group_by` or filter, for a project that declares these tags. */
export function knownNames(declaredTags: readonly string[]): string[] {
  return [
    ...new Set<string>([...TASK_DIMENSIONS, ...CALL_DIMENSIONS, ...TIME_GROUPS]),
    ...declaredTags.map((tag) => `${TAG_PREFIX}${tag}`),
  ];
}

/**
 * Decides which cells answer a question that groups and filters by these names together.
 * @throws OutturnError `unsupported_grouping` naming the mixture and what can be asked.
 */
export function chooseGrouping(names: readonly string[], declaredTags: readonly string[]): Grouping {
  const known = new Set(knownNames(declaredTags));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw unsupported(`there is nothing called "${unknown}" to group by`, declaredTags);
  const times = names.filter(isTimeGroup);
  if (times.length > 1)
    throw unsupported(`${times.join(" and ")} cannot be asked together: at most one time`, declaredTags);
  const time = times[0] ?? null;
  const plain = names.filter((name) => !isTimeGroup(name));
  const tags = plain.filter((name) => name.startsWith(TAG_PREFIX));
  if (tags.length > 0) return tagGrouping(plain, tags, { time, declaredTags });
  if (plain.some((name) => CALL_ONLY.includes(name))) return callGrouping(plain, time, declaredTags);
  return { kind: "task", split: narrowest("task", "", plain), time };
}

function tagGrouping(
  plain: readonly string[],
  tags: readonly string[],
  { time, declaredTags }: { time: TimeGroup | null; declaredTags: readonly string[] },
): Grouping {
  const [tag, second] = tags;
  const stranger = plain.find((name) => !name.startsWith(TAG_PREFIX) && !TAG_PARTNERS.includes(name));
  if (tag === undefined || second !== undefined || stranger !== undefined)
    throw unsupported(`${tags[0] ?? ""} cannot be asked with ${second ?? stranger ?? "another tag"}`, declaredTags);
  return { kind: "task", split: narrowest("task", tag.slice(TAG_PREFIX.length), plain), time };
}

function callGrouping(plain: readonly string[], time: TimeGroup | null, declaredTags: readonly string[]): Grouping {
  const stranger = plain.find((name) => !MODEL_NAMES.includes(name) && !CALL_PARTNERS.includes(name));
  if (stranger !== undefined) {
    const called = plain.find((name) => CALL_ONLY.includes(name)) ?? "";
    throw unsupported(`${called} is of calls and ${stranger} is of tasks: they cannot be asked together`, declaredTags);
  }
  const partners = plain.filter((name) => CALL_PARTNERS.includes(name));
  if (partners.length > 1)
    throw unsupported(`${partners.join(" and ")} cannot be asked together: at most one joins a model`, declaredTags);
  if (!plain.some((name) => MODEL_NAMES.includes(name)))
    throw unsupported(`${partners[0] ?? ""} can only be asked with model or model_provider`, declaredTags);
  const [partner] = partners;
  const split = partner === "service_tier" || partner === "key" ? partner : "none";
  return { kind: "call", split: narrowest("call", split, plain), time };
}

/** The view with the fewest cells that has all the names. */
function narrowest(kind: Grouping["kind"], split: string, names: readonly string[]): string {
  const columns = names.map((name) => (name.startsWith(TAG_PREFIX) ? "tag_value" : name));
  const views = viewsOf(kind, split);
  return (views.find((view) => columns.every((name) => view.dimensions.has(name))) ?? views.at(-1))?.split ?? split;
}

function unsupported(what: string, declaredTags: readonly string[]): OutturnError {
  const tags = declaredTags.length === 0 ? "no tag is declared yet" : declaredTags.map((t) => `tag.${t}`).join(", ");
  return new OutturnError(
    "unsupported_grouping",
    `${what}. What can be asked: any of ${TASK_DIMENSIONS.join(", ")}; or one declared tag (${tags}) with ` +
      `${TAG_PARTNERS.join(", ")}; or ${MODEL_NAMES.join(", ")} with at most one of ${CALL_PARTNERS.join(", ")}; ` +
      `each with at most one of ${TIME_GROUPS.join(", ")}. Filters count as names of the question.`,
  );
}

/** The cells of a range that can tell the times of a question apart. */
export function piecesOf(range: TimeRange, time: TimeGroup | null, timeZone: string): Piece[] {
  if (time === "hour_of_day") return coverHoursOfDay(range, timeZone);
  return coverByDifference(range, coarsestTier(time, timeZone));
}

/** The coarsest cells that can tell these times apart; zones other than UTC cut days elsewhere and need hours. */
function coarsestTier(time: TimeGroup | null, timeZone: string): Tier {
  switch (time) {
    case null:
      return "week";
    case "week":
      return timeZone === "UTC" ? "week" : "hour";
    case "day":
      return timeZone === "UTC" ? "day" : "hour";
    case "hour":
    case "hour_of_day":
    case "hour_of_week":
      return "hour";
  }
}
