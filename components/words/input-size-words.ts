import { INPUT_SIZES } from "#lib/domain/input-size.ts";

/** The bucket of a request's size in characters, for readers; “about” where it was guessed from tokens. */
export function sayInputSize(size: string): string {
  const found = INPUT_SIZES.find(({ name }) => name === size.replace(/^~/, ""));
  if (found === undefined) return "size unknown";
  return `${size.startsWith("~") ? "about " : ""}${found.words}`;
}
