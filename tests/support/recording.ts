import type { RecordedResponse } from "./replay-server.ts";

/** One recorded HTTP exchange with a provider. */
export interface Recording {
  readonly id: string;
  readonly provider: RecordingProvider;
  readonly endpoint: string;
  /** ISO time of the recording, where it is known. */
  readonly started?: string | null;
  readonly model?: string | null;
  readonly request: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly response: RecordedResponse;
}

export type RecordingProvider = "openai" | "anthropic" | "azure-openai" | "openrouter";
