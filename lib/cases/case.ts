/** What the conversation of a case opens with. */
export interface OpeningMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** A tool as the case offers it to the model; nothing is ever run. */
export interface CaseTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A yes or no about the final answer. */
export type AnswerCheck = { readonly name: string } & (
  | { readonly kind: "contains" | "lacks"; readonly text: string }
  | { readonly kind: "matches"; readonly pattern: RegExp }
  | { readonly kind: "max_words"; readonly words: number }
  | { readonly kind: "equals"; readonly path: string; readonly value: unknown }
);

/** One piece of work whose right end is known. */
export interface Case {
  readonly id: string;
  readonly taskType: string;
  readonly system: string | null;
  readonly messages: readonly OpeningMessage[];
  readonly tools: readonly CaseTool[];
  /** The tool that should be called first; null for none, undefined where nothing is said. */
  readonly expectedTool: string | null | undefined;
  /** What its arguments hold at least. */
  readonly expectedArguments: Readonly<Record<string, unknown>> | null;
  /** What the final answer is to fit. */
  readonly jsonSchema: Readonly<Record<string, unknown>> | null;
  readonly checks: readonly AnswerCheck[];
  /** Answers of the model at most. */
  readonly maxSteps: number;
  /** What each tool answers, call by call; its last answer again from then on. Null: no call is answered. */
  readonly toolResults: ReadonlyMap<string, readonly string[]> | null;
  /** Output tokens of an answer at most. */
  readonly maxTokens: number;
}
