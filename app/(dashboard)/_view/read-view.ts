import { DAY_MS, HOUR_MS, bucketStart, type Tier, type TimeRange } from "#lib/domain/time.ts";

const SPANS = { "24h": 1, "7d": 7, "28d": 28, "90d": 90 } as const;
type Span = keyof typeof SPANS;

/** Filters a page can carry; the names are those of the metrics API. */
const VIEW_FILTERS = ["task_type", "environment", "entry_model"] as const;
type ViewFilter = (typeof VIEW_FILTERS)[number];

/** What a page is asked to show. It stands in the URL, whole, so that every view can be shared. */
export interface View {
  readonly span: Span | "custom";
  readonly range: TimeRange;
  /** The span of the same length that ends where this one begins. */
  readonly before: TimeRange;
  /** Bucket of a trend over the range. */
  readonly tick: Tier;
  readonly filters: Readonly<Record<ViewFilter, readonly string[]>>;
}

export type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** First value of a parameter; null when absent or empty. */
export function oneOf(params: SearchParams, name: string): string | null {
  const value = params[name];
  const first = typeof value === "string" ? value : value?.[0];
  return first === undefined || first === "" ? null : first;
}

/** All values of a parameter, given several times or as a comma list. */
export function listOf(params: SearchParams, name: string): string[] {
  const value = params[name];
  const texts = value === undefined ? [] : typeof value === "string" ? [value] : value;
  return [...new Set(texts.flatMap((text) => text.split(",")).filter((text) => text !== ""))].slice(0, 50);
}

function instantOf(text: string | null): Date | null {
  if (text === null || !/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

function isSpan(text: string | null): text is Span {
  return text !== null && text in SPANS;
}

/** A day is 24 whole hours up to now; longer spans are whole UTC days and today so far. */
function recent(span: Span, now: number): TimeRange {
  const to = bucketStart(now, "hour") + HOUR_MS;
  const days = SPANS[span];
  const from = days === 1 ? to - DAY_MS : bucketStart(now, "day") - (days - 1) * DAY_MS;
  return { from: new Date(from), to: new Date(to) };
}

function tickOf(range: TimeRange): Tier {
  const days = (range.to.getTime() - range.from.getTime()) / DAY_MS;
  if (days <= 2) return "hour";
  return days <= 120 ? "day" : "week";
}

/** Reads a page's search parameters; what cannot be read falls back to the last 28 days of production. */
export function readView(params: SearchParams, now: number): View {
  const from = instantOf(oneOf(params, "from"));
  const to = instantOf(oneOf(params, "to"));
  const asked = oneOf(params, "span");
  const custom = from !== null && to !== null && from < to;
  const span = custom ? "custom" : isSpan(asked) ? asked : "28d";
  const range = custom ? { from, to } : recent(span === "custom" ? "28d" : span, now);
  const length = range.to.getTime() - range.from.getTime();
  return {
    span,
    range,
    before: { from: new Date(range.from.getTime() - length), to: range.from },
    tick: tickOf(range),
    filters: {
      task_type: listOf(params, "task_type"),
      environment: listOf(params, "environment"),
      entry_model: listOf(params, "entry_model"),
    },
  };
}

const CARRIED = ["span", "from", "to", ...VIEW_FILTERS] as const;

/** The part of a URL that holds the view, for links from one page to another: `?span=7d&task_type=triage` or nothing. */
export function viewQuery(params: SearchParams, changes: Readonly<Record<string, string | null>> = {}): string {
  const query = new URLSearchParams();
  for (const name of CARRIED) {
    const value = name in changes ? null : listOf(params, name).join(",");
    if (value) query.set(name, value);
  }
  for (const [name, value] of Object.entries(changes)) if (value !== null) query.set(name, value);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** The same view of the tasks that began with one model. */
export function ofModel(view: View, model: string): View {
  return { ...view, filters: { ...view.filters, entry_model: [model] } };
}
