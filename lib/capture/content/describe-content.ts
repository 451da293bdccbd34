import { GEN_AI, OUTTURN } from "#lib/domain/attributes.ts";

import type { Warn } from "../delivery/warn.ts";
import type { AttributeList } from "../record/attribute-list.ts";
import { Keeper, Room } from "./keep-within.ts";
import { parsed } from "./parts.ts";
import type { ContentReader } from "./parts.ts";
import { Redactor } from "./redactor.ts";
import type { ContentSide, RedactHook } from "./redactor.ts";
import type { RedactPattern } from "#lib/domain/redact.ts";

/** How content is captured, once somebody asks for it. */
export interface ContentSettings {
  /** Characters kept of one call at most. */
  readonly maxChars: number;
  readonly patterns: readonly RedactPattern[];
  readonly hook: RedactHook | null;
}

/** What was said in a call, and how it is read. */
export interface Said {
  readonly reader: ContentReader;
  /** The request as it went over the wire: the caller may have added the answer to its list of messages by now. */
  readonly wire: string | null;
  readonly params: unknown;
  /** The reply as it would have come in one piece; null without one. */
  readonly reply: () => unknown;
}

/** Attributes that hold what was said: they go to the recorder alone. */
export const CONTENT_ATTRIBUTES: ReadonlySet<string> = new Set([
  GEN_AI.systemInstructions,
  GEN_AI.inputMessages,
  GEN_AI.outputMessages,
  GEN_AI.toolDefinitions,
]);

type Written = readonly (readonly [attribute: string, value: string | number | null])[];

/** Writes what was said in calls onto their records, redacted and within bounds, or not at all. Nothing here throws. */
export class ContentWriter {
  readonly #settings: ContentSettings;
  readonly #warn: Warn;

  constructor(settings: ContentSettings, warn: Warn) {
    this.#settings = settings;
    this.#warn = warn;
  }

  describe(said: Said, attributes: AttributeList): void {
    try {
      for (const [name, value] of this.#write(said)) attributes.add(name, value);
    } catch (error) {
      const why = error instanceof Error ? error.name : "something that is no error";
      this.#warn("content", `Content of a call was left out because it could not be redacted: ${why} was thrown`);
    }
  }

  #write({ reader, wire, params, reply }: Said): Written {
    const redactor = new Redactor(this.#settings.patterns, this.#settings.hook);
    const room = new Room(this.#settings.maxChars);
    const request = reader.request(wire === null ? params : parsed(wire));
    const within = <T>(where: ContentSide, share: number, keep: (keeper: Keeper) => T): T => {
      const own = room.share(this.#settings.maxChars * share);
      const kept = keep(new Keeper(redactor, where, own));
      room.giveBack(own);
      return kept;
    };
    const instructions = within("instructions", 1 / 4, (keeper) => keeper.parts(request.instructions));
    const output = within("output", 1 / 2, (keeper) => keeper.messages(reader.reply(reply())));
    const tools = within("tools", 1 / 4, (keeper) => request.tools.map((tool) => keeper.value(tool)));
    const input = within("input", 1, (keeper) => keeper.messages(request.messages));
    return [
      [GEN_AI.systemInstructions, written(instructions)],
      [GEN_AI.inputMessages, written(input)],
      [GEN_AI.outputMessages, written(output)],
      [GEN_AI.toolDefinitions, written(tools)],
      [OUTTURN.contentCutChars, room.cut === 0 ? null : room.cut],
      [OUTTURN.contentRedacted, Object.keys(redactor.found).length === 0 ? null : JSON.stringify(redactor.found)],
    ];
  }
}

function written(list: readonly unknown[]): string | null {
  return list.length === 0 ? null : JSON.stringify(list);
}
