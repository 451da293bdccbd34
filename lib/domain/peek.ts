/** Reading values whose shape nobody promises: what a provider or a caller sent. Nothing here throws. */
export type Bag = Readonly<Record<string, unknown>>;

const NOTHING: Bag = Object.freeze({});

/** The value as a record; an empty one when it is none. */
export function bag(value: unknown): Bag {
  // Checked to be an object; its fields stay unknown.
  return typeof value === "object" && value !== null ? (value as Bag) : NOTHING;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A non-empty string, else null. */
export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
