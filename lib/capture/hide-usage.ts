/** Takes out of a chunk what the server sent only because we asked; true when nothing of the chunk is left. */
export function hidesUsage(chunk: unknown): boolean {
  // Own chunk of the caller's stream, about to be handed over: `usage: null` is on it only because of us.
  const own = chunk as { usage?: unknown; choices?: unknown };
  if (own.usage === undefined) return false;
  if (own.usage === null) {
    delete own.usage;
    return false;
  }
  return Array.isArray(own.choices) && own.choices.length === 0;
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
