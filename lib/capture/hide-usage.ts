/**
 * A chunk without what the server sent only because we asked; undefined when nothing of it is left. Copying all but one field
 * costs half of deleting it, and leaves the caller an object that is as fast as before.
 */
export function hideUsage(chunk: unknown): unknown {
  if (typeof chunk !== "object" || chunk === null) return chunk;
  // The SDK parsed this chunk, and nobody has seen it yet.
  const own: { readonly usage?: unknown; readonly choices?: unknown } = chunk;
  if (own.usage === undefined) return chunk;
  if (own.usage === null) {
    const { usage: _asked, ...kept } = own;
    return kept;
  }
  return Array.isArray(own.choices) && own.choices.length === 0 ? undefined : chunk;
}

/** Blank line after an event of a stream. */
const BOUNDARY = /(?<=\n\r?\n)/;
/** Inside a JSON string the quotes would be escaped, so this is always the field. */
const NULL_USAGE = /, ?"usage": ?null/;
const ONLY_USAGE = /"choices": ?\[\]/;
const SOME_USAGE = /"usage": ?\{/;

/** The same for a stream that is read as text: hands on whole events, without the usage that only we had asked for. */
export class UsageHider {
  #rest = "";

  push(text: string): string {
    const events = (this.#rest + text).split(BOUNDARY);
    const last = events.at(-1) ?? "";
    const whole = /\n\r?\n$/.test(last);
    this.#rest = whole ? "" : last;
    return (whole ? events : events.slice(0, -1)).map(withoutUsage).join("");
  }

  finish(): string {
    const rest = this.#rest;
    this.#rest = "";
    return withoutUsage(rest);
  }
}

function withoutUsage(event: string): string {
  if (ONLY_USAGE.test(event) && SOME_USAGE.test(event)) return "";
  return event.replace(NULL_USAGE, "");
}
