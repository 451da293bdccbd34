import type { Content, ContentMessage, ContentPart } from "#lib/domain/content.ts";

/** Characters that are kept of one call, and of one text in it. */
export const CONTENT_LIMITS = { all: 262_144, text: 65_536 } as const;
/** What a message and a part take beside their texts. */
const OVERHEAD = 32;
/** A text is not cut within a word, which redaction could no longer recognise, unless the word is longer than this. */
const LONGEST_WORD = 512;

export interface Bounded {
  readonly content: Content;
  readonly cutChars: number;
  readonly omittedMessages: number;
}

/**
 * As much of a call as is kept: instructions and answers first, then the conversation from its end, tools last. The end of a text that
 * is too long is cut, and messages that do not fit are left out, the earliest first.
 */
export function boundContent({ input, output, tools }: Content): Bounded {
  const state = { room: CONTENT_LIMITS.all, cutChars: 0, omitted: 0 };
  const take = (message: ContentMessage): ContentMessage | null => takeMessage(message, state);
  const kept = output.map(take);
  const first = input[0]?.role === "system" ? take(input[0]) : null;
  const rest = (first === null ? input : input.slice(1)).toReversed().map(take).toReversed();
  const toolText = tools === null ? null : takeText(tools, state);
  return {
    content: {
      input: [first, ...rest].filter(isKept),
      output: kept.filter(isKept),
      tools: toolText === "" ? null : toolText,
    },
    cutChars: state.cutChars,
    omittedMessages: state.omitted,
  };
}

interface Room {
  room: number;
  cutChars: number;
  omitted: number;
}

function isKept(message: ContentMessage | null): message is ContentMessage {
  return message !== null;
}

function takeMessage({ role, parts }: ContentMessage, state: Room): ContentMessage | null {
  if (state.room <= OVERHEAD) {
    state.omitted += 1;
    state.cutChars += parts.reduce((sum, { text }) => sum + text.length, 0);
    return null;
  }
  state.room -= OVERHEAD + role.length;
  return { role, parts: parts.map((part) => takePart(part, state)) };
}

function takePart(part: ContentPart, state: Room): ContentPart {
  state.room -= OVERHEAD + (part.id?.length ?? 0) + (part.name?.length ?? 0);
  return { ...part, text: takeText(part.text, state) };
}

function takeText(text: string, state: Room): string {
  const kept = cutAtWord(text, Math.max(0, Math.min(CONTENT_LIMITS.text, state.room)));
  state.room -= kept.length;
  state.cutChars += text.length - kept.length;
  return kept;
}

function cutAtWord(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  const word = /\S*$/.exec(cut.slice(-LONGEST_WORD))?.[0].length ?? 0;
  return (word < LONGEST_WORD ? cut.slice(0, length - word) : cut).trimEnd().toWellFormed();
}
