import type { Message, Part } from "./parts.ts";
import type { ContentSide, Redactor } from "./redactor.ts";

/** Beyond what is kept so much is looked at, so that nothing is cut in two before it is found. */
const LOOK_BEYOND = 512;
/** Every piece costs so many characters at least: many empty ones are large, too. */
const LEAST = 32;

/** Characters that may still be kept, and those that were left out. */
export class Room {
  left: number;
  cut = 0;

  constructor(chars: number) {
    this.left = chars;
  }

  /** A part of the room for one use; what it leaves over comes back with `giveBack`. */
  share(chars: number): Room {
    const share = new Room(Math.min(this.left, Math.floor(chars)));
    this.left -= share.left;
    return share;
  }

  giveBack(share: Room): void {
    this.left += Math.max(0, share.left);
    this.cut += share.cut;
  }
}

/** Keeps texts and values without what is redacted, as far as there is room for them. */
export class Keeper {
  readonly #redactor: Redactor;
  readonly #where: ContentSide;
  readonly #room: Room;

  constructor(redactor: Redactor, where: ContentSide, room: Room) {
    this.#redactor = redactor;
    this.#where = where;
    this.#room = room;
  }

  get full(): boolean {
    return this.#room.left <= 0;
  }

  parts(parts: readonly Part[]): Part[] {
    return parts.flatMap((part) => this.#part(part) ?? []);
  }

  /** The newest messages that there is room for; how many are missing before them is said in their place. */
  messages(messages: readonly Message[]): Message[] {
    const kept: Message[] = [];
    let at = messages.length;
    for (; at > 0 && !this.full; at -= 1) {
      const message = messages[at - 1];
      const parts = message === undefined ? [] : this.parts(message.parts);
      if (message !== undefined && parts.length > 0) kept.unshift({ ...message, parts });
    }
    if (at === 0) return kept;
    const missing = messages.slice(0, at);
    const chars = missing.reduce((sum, { parts }) => sum + lengthOf(parts), 0);
    this.#room.cut += chars;
    const note = `[cut: ${at} earlier ${at === 1 ? "message" : "messages"}, ${chars} characters]`;
    return [{ role: missing[0]?.role ?? "user", parts: [{ type: "text", content: note }] }, ...kept];
  }

  /** A JSON value; one that is too long is kept as the beginning of its text. */
  value(value: unknown): unknown {
    const written = JSON.stringify(value) ?? "null";
    if (written.length > this.#room.left + LOOK_BEYOND) return this.text(written);
    const clean = this.#redactor.value(value, this.#where);
    const length = (JSON.stringify(clean) ?? "").length;
    if (length > this.#room.left) return this.#cutAt(JSON.stringify(clean), 0);
    this.#room.left -= Math.max(LEAST, length);
    return clean;
  }

  text(text: string): string | null {
    const clean = this.#redactor.text(text.slice(0, Math.max(0, this.#room.left) + LOOK_BEYOND), this.#where);
    return clean === null
      ? null
      : this.#cutAt(clean, Math.max(0, text.length - Math.max(0, this.#room.left) - LOOK_BEYOND));
  }

  #cutAt(text: string, unseen: number): string {
    const kept = text.slice(0, Math.max(0, this.#room.left));
    const cut = text.length - kept.length + unseen;
    this.#room.left -= Math.max(LEAST, kept.length);
    this.#room.cut += cut;
    // Half of a pair of surrogates is no character.
    return cut === 0 ? kept : `${kept.replace(/[\uD800-\uDBFF]$/, "")}… [cut: ${cut} characters]`;
  }

  #part(part: Part): Part | null {
    switch (part.type) {
      case "text":
      case "reasoning": {
        const content = this.text(part.content);
        return content === null ? null : { ...part, content };
      }
      case "tool_call":
        return { ...part, arguments: this.value(part.arguments) };
      case "tool_call_response":
        return { ...part, response: this.value(part.response) };
      case "server_tool_call":
        return { ...part, server_tool_call: this.value(part.server_tool_call) };
      case "server_tool_call_response":
        return { ...part, server_tool_call_response: this.value(part.server_tool_call_response) };
      case "uri": {
        const uri = this.text(part.uri);
        return uri === null ? null : { ...part, uri };
      }
      case "blob":
      case "file":
        this.#room.left -= LEAST;
        return part;
    }
  }
}

function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + ("content" in part ? part.content.length : JSON.stringify(part).length), 0);
}
