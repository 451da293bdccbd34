import type { ModelName } from "#lib/sample/fitted.ts";

/** What no recording observes, chosen to look like a mid-sized application. Shares are probabilities. */
export const TASK_TYPES = ["order_registration", "invoice_extraction", "support_triage", "lead_qualification"] as const;
export type SampleTaskType = (typeof TASK_TYPES)[number];

/** Tasks in four weeks, by type. */
export const TASKS_IN_FOUR_WEEKS: Readonly<Record<SampleTaskType, number>> = {
  order_registration: 1950,
  invoice_extraction: 1900,
  support_triage: 520,
  lead_qualification: 1630,
};

type Weights = readonly (readonly [ModelName, number])[];
export const TRAFFIC: Readonly<Record<SampleTaskType, Weights>> = {
  order_registration: [
    ["gpt-4.1-nano", 12],
    ["gpt-4o-mini", 15],
    ["gpt-4.1-mini", 20],
    ["gpt-4.1", 14],
    ["gpt-4o", 13],
    ["claude-3.7-sonnet", 7],
    ["claude-sonnet-4", 12],
    ["gemini-2.5-pro", 7],
  ],
  invoice_extraction: [
    ["gpt-4.1-nano", 18],
    ["gpt-4o-mini", 18],
    ["gpt-4.1-mini", 16],
    ["gpt-4.1", 10],
    ["gpt-4o", 12],
    ["claude-3.7-sonnet", 7],
    ["claude-sonnet-4", 11],
    ["gemini-2.5-pro", 8],
  ],
  support_triage: [
    ["gpt-4.1", 30],
    ["gpt-5.4", 24],
    ["claude-sonnet-4-5", 20],
    ["ft:gpt-4.1-2025-04-14:simulated:support:B7k2", 14],
    ["gpt-4o", 12],
  ],
  lead_qualification: [
    ["claude-haiku-4-5", 45],
    ["gemini-3.5-flash", 25],
    ["claude-sonnet-5", 20],
    ["claude-opus-5", 10],
  ],
};

export const CUSTOMERS: readonly (readonly [string, number])[] = [
  ["acme", 24],
  ["borealis", 17],
  ["cobalt", 13],
  ["dunes", 11],
  ["elmwood", 9],
  ["fjord", 8],
  ["granite", 7],
  ["harbor", 5],
  ["indigo", 4],
  ["juniper", 2],
];

export const SHARES = {
  staging: 0.06,
  cancelled: 0.006,
  /** Tasks that nobody reports on; on the last day more, because outcomes lag. */
  undecided: 0.008,
  undecidedLastDay: 0.05,
  /** Failed conversations that were first reported as successes and found out by a review. */
  foundByReview: 0.3,
  /** Invoices reported as fine and rejected by a review. */
  invoiceRejected: 0.008,
  /** Reviews that only confirm what was reported. */
  confirmedByReview: 0.05,
  /** Failed conversations that called one tool three times with the same arguments. */
  repeatedTool: 0.12,
  /** The same of successful ones. */
  repeatedToolInSuccess: 0.04,
  escalated: 0.16,
  streamedConversation: 0.6,
  embeddingFirst: 0.35,
} as const;

/** Per attempt or per call, outside the spike. */
export const MISHAPS = {
  transientAttempt: 0.012,
  /** All attempts of a call end alike. */
  exhausted: 0.0015,
  streamInterrupted: 0.004,
  aborted: 0.0008,
  truncated: 0.004,
  refusal: 0.0015,
  contentFilter: 0.0004,
  empty: 0.0008,
  contextOverflow: 0.0004,
  /** A staging deployment with a wrong key. */
  stagingAuth: 0.006,
} as const;

/** Both SDKs send a request at most three times, and wait about 0.5 s and 1 s before the second and third. */
export const MOST_ATTEMPTS = 3;
export const FIRST_WAIT_MS = 500;

/** The incident: this provider answers 429 to this share of attempts for three hours. */
export const SPIKE = { provider: "openai", share: 0.62, hours: 3, startHour: 9, daysAgo: 6 } as const;

/** Relative traffic by hour (UTC) and by weekday (Sunday first). */
export const HOURS = [2, 1.5, 1.2, 1, 1.2, 2, 4, 7, 10, 12, 12, 11, 9, 11, 12, 11, 9, 7, 5, 4, 4, 3.5, 3, 2.5] as const;
export const WEEKDAYS = [0.35, 1, 1.08, 1.05, 1.02, 0.92, 0.4] as const;

/** The prompt was changed this many days before the end of the sample. */
export const PROMPT_CHANGED_DAYS_AGO = 10;
