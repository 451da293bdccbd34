import { GEN_AI, OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";
import type { KeptValue } from "#lib/domain/task.ts";
import { ALIASES } from "./aliases.ts";
import type { AttributeValue, Attributes } from "./decoded-span.ts";
import { hideSecrets } from "./hide-secrets.ts";
import { storable } from "./storable-text.ts";

/** Bounds of what is kept of one span: enough to recognise it by, too little to weigh on the database. */
const MOST_KEPT = 32;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 200;
const MOST_CHARS = 2048;

/** Read by name elsewhere, so kept there. Tags, checks and the like begin with `outturn.`. */
const READ: ReadonlySet<string> = new Set([
  ...Object.values(ALIASES).flat(),
  ...Object.values(GEN_AI),
  ...Object.values(PROVIDER),
  ...Object.values(OUTTURN),
  "gen_ai.evaluation.name",
]);

/** Where content stands: prompts, answers, documents, arguments. Numbers and yes or no under such names say nothing of it. */
const CONTENT =
  /prompt|completion|message|content|instruction|input|output|argument|result|response|request|document|query|question|answer|text|body|transcript|statement|explanation|comment|tool|schema|definition|exception|stack|\bargs\b|parameters|metadata\.(?:requester|hidden)|hidden_params|reasoning|summary/i;
/** Names that end so tell which content it is, not what it holds. */
const ABOUT =
  /(?:^|[._])(?:id|name|version|type|kind|label|model|mime_type|format|finish_reason|status|reason|level|size)$/i;
const SECRET = /authorization|cookie|password|secret|credential|api[_.-]?key|access[_.-]?token|bearer|hash$/i;

/**
 * What a span says beside all that is read by name: numbers, yes or no, and short texts that are not content. Bounded;
 * what does not fit is left out, first come first kept.
 * Names in `always` are kept first and from `from`, for rules that read them.
 */
export function keepAttributes(
  attributes: Attributes,
  { always, from }: { readonly always: readonly string[]; readonly from: Attributes },
): Readonly<Record<string, KeptValue>> | null {
  const kept: [string, KeptValue][] = [];
  let room = MOST_CHARS;
  for (const key of always) {
    const value = plain(from.get(key));
    if (value !== null) kept.push([key, value]);
  }
  for (const [key, raw] of attributes) {
    if (kept.length >= MOST_KEPT) break;
    const standing = standingOf(key);
    if (standing === "left" || always.includes(key)) continue;
    const value = plain(raw);
    if (value === null || (standing === "content" && typeof value === "string")) continue;
    room -= key.length + String(value).length;
    if (room < 0) break;
    kept.push([key, value]);
  }
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

/** Whether a name may be kept whatever its value: neither read elsewhere nor named like content or a secret. */
export function mayKeep(key: string): boolean {
  return standingOf(key) === "free";
}

/** What a name says of its value: left out, content unless it is a number or a yes or no, or free. */
type Standing = "left" | "content" | "free";

/** Emitters use the same few names again and again. */
const standings = new Map<string, Standing>();
const MOST_STANDINGS = 4096;

function standingOf(key: string): Standing {
  const known = standings.get(key);
  if (known !== undefined) return known;
  const standing = judgeName(key);
  if (standings.size < MOST_STANDINGS) standings.set(key, standing);
  return standing;
}

function judgeName(key: string): Standing {
  if (READ.has(key) || key.startsWith("outturn.") || key === "__proto__" || key.length > LONGEST_KEY) return "left";
  if (SECRET.test(key) || key !== storable(key)) return "left";
  return CONTENT.test(key) && !ABOUT.test(key) ? "content" : "free";
}

/** A value that is one, and short. */
function plain(value: AttributeValue | undefined): KeptValue | null {
  if (typeof value === "string")
    return value === "" || value.length > LONGEST_VALUE ? null : storable(hideSecrets(value));
  if (typeof value === "boolean") return value;
  if (typeof value === "bigint") return String(value);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
