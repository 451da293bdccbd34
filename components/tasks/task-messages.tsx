"use client";

import Link from "next/link";
import { useActionState } from "react";
import { showQuantity } from "#components/format/number.ts";
import { BUTTON } from "#components/ui/button.ts";
import { cn } from "#components/ui/cn.ts";
import type { ToldTaskContent } from "#lib/server/content/open-task-content.ts";
import type { ToldContent, WhyNoContent } from "#lib/server/content/tell-content.ts";
import { MessageList } from "./message-list.tsx";

interface TaskMessagesProps {
  readonly taskId: string;
  /** Why nothing can be opened; null where something can. */
  readonly why: WhyNoContent | "role" | null;
  readonly role: string;
  /** Days that messages are kept. */
  readonly days: number;
  readonly open: (told: ToldTaskContent | null, form: FormData) => Promise<ToldTaskContent>;
}

const LINK = "underline underline-offset-2";

/** What the calls of a task said: asked for by whoever may see it, because every look is written down. */
export function TaskMessages({ taskId, why, role, days, open }: TaskMessagesProps) {
  const [told, send, pending] = useActionState(open, null);
  if (why !== null) return <p className="mt-1 text-mute">{sayWhy(why, { role, days })}</p>;
  if (told === null) {
    return (
      <form action={send} className="mt-1">
        <input type="hidden" name="task" value={taskId} />
        <p className="mb-2 max-w-[75ch] text-mute">
          Kept sealed for {showQuantity(days, "day")}, without keys, addresses and numbers of people. That you open them
          is written down.
        </p>
        <button type="submit" className={cn(BUTTON, "h-8")} aria-busy={pending}>
          Open the messages
        </button>
      </form>
    );
  }
  return (
    <div className="mt-2 max-w-[900px]" aria-live="polite">
      {told.calls.map((call, i) => (
        <CallMessages key={`${call.trace_id}/${call.span_id}`} call={call} number={i + 1} days={told.capture.days} />
      ))}
    </div>
  );
}

interface CallMessagesProps {
  readonly call: ToldContent;
  readonly number: number;
  readonly days: number;
}

function CallMessages({ call, number, days }: CallMessagesProps) {
  const name = call.model === null ? "Told by another span" : `Call ${number}, ${call.model}`;
  if (call.missing !== null) {
    return (
      <p className="border-t border-hair py-2">
        {name} <span className="text-mute">{sayWhy(call.missing, { role: "", days })}</span>
      </p>
    );
  }
  const count = call.input.length + call.output.length;
  return (
    <details className="border-t border-hair py-2">
      <summary className="cursor-pointer">
        {name} <span className="text-mute">({showQuantity(count, "message")})</span>
      </summary>
      <MessageList call={call} />
    </details>
  );
}

function sayWhy(why: WhyNoContent | "role", { role, days }: { readonly role: string; readonly days: number }) {
  switch (why) {
    case "role":
      return `Your role here is ${role}: messages are opened by members, administrators and owners.`;
    case "off":
      return (
        <>
          Content capture is off in this project: nothing of messages is kept.{" "}
          <Link href="/settings#privacy" className={LINK}>
            Privacy
          </Link>
        </>
      );
    case "not_captured":
      return "Not captured for this call: its sender sent no messages, or the project kept none when it came.";
    case "expired":
      return `Gone: messages are kept for ${showQuantity(days, "day")}.`;
    case "unreadable":
      return "Sealed with an earlier OUTTURN_SECRET: it opens once the server is started with that one as the previous secret.";
  }
}
