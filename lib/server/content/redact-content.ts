import type { Content, ContentMessage, ContentPart } from "#lib/domain/content.ts";
import { DEFAULT_PATTERNS } from "#lib/domain/redact-patterns.ts";
import { addFound, redactText, redactValue } from "#lib/domain/redact.ts";
import type { RedactPattern } from "#lib/domain/redact.ts";
import { parseJson } from "#lib/ingest/read-attributes.ts";
import { storableMessage } from "#lib/ingest/storable-text.ts";

export interface Redacted {
  readonly content: Content;
  readonly redacted: Readonly<Record<string, number>>;
}

/** Content without keys, addresses and numbers of people, and what the project's own patterns find; control characters made visible. */
export function redactContent(content: Content, own: readonly RedactPattern[]): Redacted {
  const redacted: Record<string, number> = {};
  const patterns = [...DEFAULT_PATTERNS, ...own];
  const clean = (text: string): string => cleanText(text, patterns, redacted);
  const part = ({ type, text, id, name }: ContentPart): ContentPart => ({
    type,
    text: clean(text),
    ...(id !== undefined && { id: clean(id) }),
    ...(name !== undefined && { name: clean(name) }),
  });
  const message = ({ role, parts }: ContentMessage): ContentMessage => ({ role: clean(role), parts: parts.map(part) });
  const { input, output, tools } = content;
  return {
    content: {
      input: input.map(message),
      output: output.map(message),
      tools: tools === null ? null : clean(tools),
    },
    redacted,
  };
}

/** JSON is looked through by its fields: what stands under `password` is taken out whatever it is. */
function cleanText(text: string, patterns: readonly RedactPattern[], redacted: Record<string, number>): string {
  const value = /^\s*[[{]/.test(text) ? parseJson(text) : null;
  if (value === null) {
    const { text: rest, found } = redactText(storableMessage(text), patterns);
    addFound(redacted, found);
    return rest;
  }
  const { value: rest, found } = redactValue(value, patterns);
  if (Object.keys(found).length === 0) return storableMessage(text);
  addFound(redacted, found);
  return storableMessage(JSON.stringify(rest));
}
