/** Reads the JSON payloads of server-sent events from text that arrives in any pieces. */
export class EventReader {
  readonly #onData: (data: unknown) => void;
  #rest = "";
  #data: string[] = [];

  constructor(onData: (data: unknown) => void) {
    this.#onData = onData;
  }

  push(piece: string): void {
    this.#rest += piece;
    // A carriage return at the very end may be half of a line break.
    const held = this.#rest.endsWith("\r") ? 1 : 0;
    const lines = this.#rest.slice(0, this.#rest.length - held).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? "") + (held === 1 ? "\r" : "");
    for (const line of lines) this.#line(line);
  }

  /** The body is over; some servers leave out the last blank line. */
  finish(): void {
    this.push("\n\n");
  }

  #line(line: string): void {
    const clean = line.startsWith("\uFEFF") ? line.slice(1) : line;
    if (clean !== "") {
      if (clean.startsWith("data:")) this.#data.push(clean.slice(clean.startsWith("data: ") ? 6 : 5));
      return;
    }
    if (this.#data.length === 0) return;
    const data = this.#data.join("\n");
    this.#data = [];
    if (data === "[DONE]") return;
    try {
      this.#onData(JSON.parse(data));
    } catch {
      // Not JSON: nothing to record. The caller reads the same bytes and decides.
    }
  }
}
