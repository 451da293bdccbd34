import type { Call } from "#lib/domain/call.ts";
import type { CallIdentity, ContentMessage, KeptContent } from "#lib/domain/content.ts";
import { addFound } from "#lib/domain/redact.ts";
import { DAY_MS } from "#lib/domain/time.ts";

import type { OpenedContent } from "./read-task-content.ts";

/** Why there are no messages of a call: none were kept, none came, their time is over, or their secret is lost. */
export type WhyNoContent = "off" | "not_captured" | "expired" | "unreadable";

/** The messages of a call as the API tells of them. */
export interface ToldContent {
  readonly trace_id: string;
  readonly span_id: string;
  readonly model: string | null;
  readonly missing: WhyNoContent | null;
  readonly input: readonly ContentMessage[];
  readonly output: readonly ContentMessage[];
  readonly tools: string | null;
  readonly redacted: Readonly<Record<string, number>>;
  readonly cut_chars: number;
  readonly omitted_messages: number;
}

interface Kept {
  readonly on: boolean;
  readonly days: number;
  readonly nowMs: number;
}

const NOTHING: KeptContent = { input: [], output: [], tools: null, cutChars: 0, omittedMessages: 0, redacted: {} };

/** Every call of a task with its messages, or why there are none. A call that two instrumentations told of may have them from the other. */
export function tellContent(
  calls: readonly { readonly call: Call }[],
  opened: readonly OpenedContent[],
  kept: Kept,
): ToldContent[] {
  const spans = new Set(calls.map(({ call }) => spanOf(call)));
  const others = opened.filter((one) => !spans.has(spanOf(one)));
  return [
    ...calls.map(({ call }) => tellCall(call, opened, kept)),
    ...[...Map.groupBy(others, spanOf).values()].flatMap((same) =>
      same.slice(0, 1).map((one) => tell(one, null, join(same))),
    ),
  ];
}

function tellCall(call: Call, opened: readonly OpenedContent[], kept: Kept): ToldContent {
  const own = opened.filter((one) => spanOf(one) === spanOf(call));
  const found = own.find(({ contentHash }) => contentHash === call.contentHash);
  if (own.length > 0) return tell(call, call.model, found === undefined ? join(own) : found.content);
  const isOver = call.startUs / 1000 < kept.nowMs - kept.days * DAY_MS;
  const missing = kept.on ? (isOver ? "expired" : "not_captured") : "off";
  return { ...tell(call, call.model, NOTHING), missing };
}

function tell(of: CallIdentity, model: string | null, content: KeptContent | null): ToldContent {
  const { input, output, tools, redacted, cutChars, omittedMessages } = content ?? NOTHING;
  return {
    trace_id: of.traceId,
    span_id: of.spanId,
    model,
    missing: content === null ? "unreadable" : null,
    input,
    output,
    tools,
    redacted,
    cut_chars: cutChars,
    omitted_messages: omittedMessages,
  };
}

/** Messages that came one by one, in log records beside the span. Null where none of them opens. */
function join(rows: readonly OpenedContent[]): KeptContent | null {
  const contents = rows.flatMap(({ content }) => content ?? []);
  if (contents.length === 0) return null;
  const redacted: Record<string, number> = {};
  for (const content of contents) addFound(redacted, content.redacted);
  return {
    input: contents.flatMap(({ input }) => input),
    output: contents.flatMap(({ output }) => output),
    tools: contents.find(({ tools }) => tools !== null)?.tools ?? null,
    cutChars: contents.reduce((sum, { cutChars }) => sum + cutChars, 0),
    omittedMessages: contents.reduce((sum, { omittedMessages }) => sum + omittedMessages, 0),
    redacted,
  };
}

function spanOf({ traceId, spanId }: Pick<CallIdentity, "traceId" | "spanId">): string {
  return `${traceId}/${spanId}`;
}
