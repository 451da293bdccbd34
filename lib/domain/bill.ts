import type { NanoUsd } from "./money.ts";

/** What a provider's own export says of one UTC day; unknown is null. */
export interface BillLine {
  /** `openai` or `anthropic`. */
  readonly provider: string;
  /** A cost export tells dollars, a usage export tokens. */
  readonly report: "cost" | "usage";
  /** `2026-11-03` */
  readonly day: string;
  /** As the provider writes it; empty where a line is of no model. */
  readonly model: string;
  /** What of the model: a token kind, a tier. */
  readonly item: string;
  /** Negative for a credit. */
  readonly costNano: NanoUsd | null;
  readonly requests: bigint | null;
  /** Cache reads and writes included. */
  readonly inputTokens: bigint | null;
  readonly outputTokens: bigint | null;
}
