import type { Microseconds } from "./time.ts";

export const PART_TYPES = ["text", "reasoning", "tool_call", "tool_result", "attachment"] as const;
export type PartType = (typeof PART_TYPES)[number];

/** A part of a message. An attachment's text says what it was: its bytes are never kept. */
export interface ContentPart {
  readonly type: PartType;
  /** What was said, the arguments of a tool call, or the tool's answer. */
  readonly text: string;
  /** Of a tool call, and of the answer to it. */
  readonly id?: string;
  readonly name?: string;
}

export interface ContentMessage {
  /** `system`, `user`, `assistant`, `tool`, or what the sender calls it. */
  readonly role: string;
  readonly parts: readonly ContentPart[];
}

/** What a call sent to its model and got back. */
export interface Content {
  /** Instructions first. */
  readonly input: readonly ContentMessage[];
  readonly output: readonly ContentMessage[];
  /** Definitions of the tools that were offered, as JSON; null where none were sent. */
  readonly tools: string | null;
}

/** The same as it is stored: bounded, and without what redaction takes out. */
export interface KeptContent extends Content {
  /** Characters left out for their number, here or by the sender; and the earliest messages that did not fit at all. */
  readonly cutChars: number;
  readonly omittedMessages: number;
  /** How often something was taken out, by its name: by the sender and here. */
  readonly redacted: Readonly<Record<string, number>>;
}

/** What a call's row is known by. */
export interface CallIdentity {
  readonly traceId: string;
  readonly spanId: string;
  readonly contentHash: string;
}

export interface Sealed {
  /** Which of the project's keys opens it. */
  readonly keyId: string;
  readonly sealed: Buffer;
}

/** Messages on their way to the store, with what their row shares with the call's. */
export interface CallContent extends Sealed, CallIdentity {
  readonly startUs: Microseconds;
  readonly ownTaskId: string | null;
  readonly conversation: string | null;
}

/** What the sender says of what it left out already. */
export type SaidOfContent = Pick<KeptContent, "cutChars" | "redacted">;

/** Redacts, bounds and seals the messages of a call. @returns null where they are older than the project keeps any. */
export type KeepContent = (
  content: Content,
  call: CallIdentity & { readonly startUs: Microseconds },
  said: SaidOfContent,
) => Sealed | null;
