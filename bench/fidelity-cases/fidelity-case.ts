import type { FakeProvider, FakeReply } from "#tests/support/fake-provider.ts";

import type { Told } from "../side-by-side/read-record.ts";
import type { SdkClass, SdkClient } from "../side-by-side/seen.ts";

export interface Stage {
  readonly client: SdkClient;
  readonly provider: FakeProvider;
  readonly sdk: SdkClass;
  /** The client as an application would make it, with a fetch in the process. */
  readonly withFetch: (fetch: typeof globalThis.fetch) => SdkClient;
}

/** One cell's program: what the provider answers, what the application does and must see, and what the record must say. */
export interface FidelityCase {
  readonly name: string;
  readonly script: readonly FakeReply[];
  /** Throws when the application sees anything else than without a wrapper. */
  readonly run: (stage: Stage) => Promise<void>;
  /** Null when the records are true, else what is wrong with them. */
  readonly judge: (told: readonly Told[]) => string | null;
}

export const USAGE = { input: 2000, output: 300, cacheRead: 1500, reasoning: 200 } as const;
export const MODEL = "gpt-4o";
export const MESSAGES = [{ role: "user" as const, content: "Say hello" }];
export const CHAT = { model: MODEL, messages: MESSAGES };
export const STREAM = { ...CHAT, stream: true as const };
export const WITH_USAGE = { ...STREAM, stream_options: { include_usage: true } };
/** Waits before a retry that do not hold the run up. */
export const SOON = { "retry-after-ms": "5" };

export function expectSame(what: string, got: unknown, want: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(want)) {
    throw new Error(`the application saw ${what} ${JSON.stringify(got)} instead of ${JSON.stringify(want)}`);
  }
}

type Judge = (told: Told) => string | null;

/** Exactly one record, of which all of these hold. */
export function one(...judges: readonly Judge[]): FidelityCase["judge"] {
  return (told) => {
    const [only, ...more] = told;
    if (only === undefined) return "no record";
    if (more.length > 0) return `${told.length} records of one call`;
    for (const judge of judges) {
      const wrong = judge(only);
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

export const tokens =
  (input: number, output: number | null): Judge =>
  (told) => {
    const right = told.inputTokens === input && (output === null || told.outputTokens === output);
    return right ? null : `tokens ${told.inputTokens ?? "unknown"} in, ${told.outputTokens ?? "unknown"} out`;
  };

/** What the script's usage says. */
export const scripted = tokens(USAGE.input, USAGE.output);
/** What the provider says when the script says nothing. */
export const ordinary = tokens(20, 5);

export const notFailed: Judge = ({ failed }) => (failed ? "marked as failed" : null);
export const isFailed: Judge = ({ failed }) => (failed ? null : "not marked as failed");

/** The status stands somewhere in the record, ports aside. */
export const hasStatus =
  (status: number): Judge =>
  ({ facts }) => {
    const pattern = new RegExp(`\\b${status}\\b`);
    const said = [...facts].some(([key, value]) => key !== "server.port" && pattern.test(String(value)));
    return said ? null : `status ${status} is nowhere`;
  };

export async function readAll(stream: AsyncIterable<unknown>): Promise<number> {
  let chunks = 0;
  for await (const _chunk of stream) chunks += 1;
  return chunks;
}

export async function fails(work: () => PromiseLike<unknown>): Promise<void> {
  try {
    await work();
  } catch {
    return;
  }
  throw new Error("the application saw no error");
}
