import { showQuantity } from "#components/format/number.ts";
import { cn } from "#components/ui/cn.ts";
import type { ContentMessage, ContentPart, PartType } from "#lib/domain/content.ts";
import type { ToldContent } from "#lib/server/content/tell-content.ts";

const PART_WORDS: Readonly<Record<PartType, string>> = {
  text: "",
  reasoning: "reasoning",
  tool_call: "calls",
  tool_result: "tool answers",
  attachment: "attachment, not kept",
};

/** The messages of one call in order. Their text is anybody's: it is only ever shown as text. */
export function MessageList({ call }: { readonly call: ToldContent }) {
  return (
    <div className="mt-2">
      <Notes call={call} />
      <ol className="mt-1" aria-label="Messages">
        {[...call.input, ...call.output].map((message, i) => (
          <Message key={i} message={message} isAnswer={i >= call.input.length} />
        ))}
      </ol>
      {call.tools === null ? null : (
        <details className="mt-2">
          <summary className="cursor-pointer text-note text-mute">Tools that were offered</summary>
          <Text text={call.tools} mono />
        </details>
      )}
    </div>
  );
}

/** What is not there of it any more. */
function Notes({ call: { redacted, cut_chars: cut, omitted_messages: omitted } }: { readonly call: ToldContent }) {
  const names = Object.entries(redacted).map(([name, count]) => `${count} × ${name}`);
  const notes = [
    names.length === 0 ? "" : `Taken out: ${names.join(", ")}.`,
    omitted === 0 ? "" : `${showQuantity(omitted, "earlier message")} did not fit.`,
    cut === 0 ? "" : `${showQuantity(cut, "character")} were cut.`,
  ].filter((note) => note !== "");
  return notes.length === 0 ? null : <p className="text-note text-mute">{notes.join(" ")}</p>;
}

function Message({
  message: { role, parts },
  isAnswer,
}: {
  readonly message: ContentMessage;
  readonly isAnswer: boolean;
}) {
  return (
    <li className="grid grid-cols-[84px_minmax(0,1fr)] gap-x-3 border-t border-hair py-1.5 max-sm:grid-cols-1">
      <span className={cn("text-note break-words", isAnswer ? "font-semibold" : "text-mute")}>
        <bdi>{role}</bdi>
      </span>
      <div className="min-w-0 space-y-1">
        {parts.map((part, i) => (
          <Part key={i} part={part} />
        ))}
      </div>
    </li>
  );
}

function Part({ part: { type, text, name } }: { readonly part: ContentPart }) {
  const word = PART_WORDS[type];
  return (
    <div>
      {word === "" ? null : (
        <span className="text-note text-mute">
          {word} {name === undefined ? null : <bdi className="font-mono">{name}</bdi>}
        </span>
      )}
      <Text text={text} mono={type === "tool_call" || type === "tool_result"} />
    </div>
  );
}

function Text({ text, mono }: { readonly text: string; readonly mono: boolean }) {
  return (
    <pre
      dir="auto"
      tabIndex={text.length > 2000 ? 0 : undefined}
      className={cn(
        "max-h-[420px] overflow-auto whitespace-pre-wrap wrap-anywhere [unicode-bidi:isolate]",
        mono ? "font-mono text-note" : "[font-family:inherit]",
      )}
    >
      {text}
    </pre>
  );
}
