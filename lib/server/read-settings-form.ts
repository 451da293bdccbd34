import { checkZone } from "#lib/analysis/time-zone.ts";
import { DRAW_TAG } from "#lib/domain/policy.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { RUN_TAG } from "#lib/domain/task.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import { KEY_SCOPES } from "#lib/store/create-api-key.ts";
import type { KeyScope } from "#lib/store/create-api-key.ts";

/** The texts of a form's fields by name. */
export type FormTexts = Readonly<Record<string, string>>;

/** What a form says, or what is wrong with which of its fields. */
export type FormReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

const MOST_CHARACTERS = 80;
const MOST_TYPE_CHARACTERS = 200;
const MOST_RETENTION = 99_999;
/** A million dollars for one failed task is a slip of the finger. */
const MOST_FAILURE_COST = parseUsd("1000000");
/** What may follow `outturn.tag.` and be asked for as `tag.NAME`. */
const TAG_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;
/** Each declared tag multiplies the cells that are kept. */
const MOST_TAGS = 10;

type Errors = Record<string, string>;

function finish<T>(errors: Errors, value: T): FormReading<T> {
  return Object.keys(errors).length === 0 ? { ok: true, value } : { ok: false, errors };
}

function readName(texts: FormTexts, what: string, errors: Errors): string {
  const name = (texts["name"] ?? "").trim();
  if (name === "") errors["name"] = `Give the ${what} a name.`;
  else if (name.length > MOST_CHARACTERS)
    errors["name"] = `At most ${MOST_CHARACTERS} characters; this has ${name.length}.`;
  return name;
}

export function readProjectForm(
  texts: FormTexts,
  now = Date.now(),
): FormReading<{ name: string; billingZone: string; retentionDays: number | null }> {
  const errors: Errors = {};
  const name = readName(texts, "project", errors);
  const retentionDays = readCount(texts["retention_days"] ?? "", MOST_RETENTION);
  if (retentionDays === undefined) errors["retention_days"] = "1 to 99,999 days, or nothing to keep all.";
  const billingZone = (texts["billing_zone"] ?? "").trim();
  try {
    checkZone(billingZone, new Date(now - 365 * DAY_MS), new Date(now));
  } catch {
    errors["billing_zone"] = "Name a zone whole hours from UTC, such as UTC, Europe/Berlin or America/New_York.";
  }
  return finish(errors, { name, billingZone, retentionDays: retentionDays ?? null });
}

export interface TaskTypeForm {
  readonly name: string;
  readonly failureCostNano: bigint | null;
  readonly successFloor: number | null;
}

/** An empty field says nothing: the type then has no failure cost, or no floor. */
export function readTaskTypeForm(texts: FormTexts): FormReading<TaskTypeForm> {
  const errors: Errors = {};
  const name = texts["name"] ?? "";
  if (name === "" || name.length > MOST_TYPE_CHARACTERS)
    errors["name"] = `A task type has 1 to ${MOST_TYPE_CHARACTERS} characters.`;
  const failureCostNano = readDollars(texts["failure_cost"] ?? "", errors);
  const successFloor = readPercent(texts["success_floor"] ?? "", errors);
  return finish(errors, { name, failureCostNano, successFloor });
}

function readDollars(text: string, errors: Errors): bigint | null {
  const bare = text.trim().replace(/^\$/, "").replaceAll(",", "");
  if (bare === "") return null;
  try {
    const nano = parseUsd(bare);
    if (nano >= 0n && nano <= MOST_FAILURE_COST) return nano;
  } catch {
    // Said below, as for an amount out of bounds.
  }
  errors["failure_cost"] = "An amount from 0 to 1,000,000 dollars, such as 12.50, or nothing.";
  return null;
}

function readPercent(text: string, errors: Errors): number | null {
  const bare = text.trim().replace(/\s*%$/, "");
  if (bare === "") return null;
  const percent = Number(bare);
  if (/^\d+(\.\d+)?$/.test(bare) && percent > 0 && percent <= 100) return percent / 100;
  errors["success_floor"] = "A share above 0 and up to 100 %, such as 90, or nothing.";
  return null;
}

/** @param declared the tags that are declared already. */
export function readTagForm(texts: FormTexts, declared: readonly string[]): FormReading<{ tag: string }> {
  const errors: Errors = {};
  const tag = (texts["tag"] ?? "").trim();
  if (tag === DRAW_TAG || tag === RUN_TAG) errors["tag"] = "Figures are kept by it already.";
  else if (!TAG_NAME.test(tag))
    errors["tag"] = "Up to 64 letters, digits, dots, dashes and underscores, such as customer.";
  else if (tag === "environment") errors["tag"] = "Figures are kept by environment already.";
  else if (declared.includes(tag)) errors["tag"] = `${tag} is declared already.`;
  else if (declared.length >= MOST_TAGS) errors["tag"] = `At most ${MOST_TAGS} tags: stop keeping one first.`;
  return finish(errors, { tag });
}

export interface KeyForm {
  readonly name: string;
  readonly scope: KeyScope;
  /** Days it works; null for ever. */
  readonly days: number | null;
  /** Most requests a minute; null for no limit. */
  readonly ratePerMinute: number | null;
}

/** A key that asks more often than this is no key with a limit. */
const MOST_RATE = 1_000_000;

export function readKeyForm(texts: FormTexts): FormReading<KeyForm> {
  const errors: Errors = {};
  const name = readName(texts, "key", errors);
  // Keys that the environment sets carry this name, and replace others of it at each start.
  if (name === "environment") errors["name"] = "This name is kept for the keys that the environment sets.";
  const scope = KEY_SCOPES.find((known) => known === texts["scope"]);
  if (scope === undefined) errors["scope"] = `Choose ${KEY_SCOPES.join(", ")}.`;
  const days = readCount(texts["days"] ?? "", 3_650);
  if (days === undefined) errors["days"] = "1 to 3,650 days, or nothing.";
  const ratePerMinute = readCount(texts["rate"] ?? "", MOST_RATE);
  if (ratePerMinute === undefined) errors["rate"] = "A whole number from 1 to 1,000,000, or nothing.";
  return finish(errors, { name, scope: scope ?? "read", days: days ?? null, ratePerMinute: ratePerMinute ?? null });
}

/** Null for an empty text, undefined for what is no whole number from 1 to the most. */
function readCount(text: string, most: number): number | null | undefined {
  const bare = text.trim().replaceAll(",", "");
  if (bare === "") return null;
  const count = Number(bare);
  return /^\d+$/.test(bare) && count >= 1 && count <= most ? count : undefined;
}
