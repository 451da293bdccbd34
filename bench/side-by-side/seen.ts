import type OpenAI from "openai";

/** One record that an emitter wrote: a span or a row, its attributes flat under the emitter's own names. */
export interface Seen {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
}

export type SdkClient = OpenAI;
export type SdkClass = new (options: Readonly<Record<string, unknown>>) => SdkClient;

/** A wrapper under test, opened in the process that measures it. */
export interface Subject {
  readonly sdk: SdkClass;
  /** The client that an application would use. */
  wrap(client: SdkClient): SdkClient;
  /** Work that the emitter wants done inside a span of its own. */
  around<T>(work: () => Promise<T>): Promise<T>;
  /** Encodes and exports everything recorded so far. */
  flush(): Promise<void>;
  /** Flushes, and hands over what was recorded; empty when nothing is kept. */
  drain(): Promise<readonly Seen[]>;
}

export interface OpenOptions {
  /** Loads packages from the folder of the peers. */
  readonly load: (name: string) => unknown;
  /** Keeps records to look at; else they are encoded and thrown away. */
  readonly keep: boolean;
  /** Turns on what an emitter needs to record tool calls, where that is off by default. */
  readonly content: boolean;
}

/** The class that a copy of the SDK exports. */
export function sdkOf(load: OpenOptions["load"]): SdkClass {
  // The folder's own copy of the package; its constructor takes what the main one's takes.
  return (load("openai") as { readonly OpenAI: SdkClass }).OpenAI;
}

export const atOnce = <T>(work: () => Promise<T>): Promise<T> => work();
