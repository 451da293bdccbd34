export { bag, list, text } from "#lib/domain/peek.ts";
export type { Bag } from "#lib/domain/peek.ts";

/** A finite number, else null. */
export function numeric(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A token count: a whole number from 0 up, else null. */
export function count(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
