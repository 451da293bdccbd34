/**
 * Constants of the simulated sample. Everything under "recorded" is a figure of three public benchmarks of 2025 and 2026
 * (wrtn-validate: MIT; tau2: MIT; ttft-modelsweep: MIT), as `bench/fit-sample.ts` prints it. What no recording observes
 * (traffic, attempts, reviews) is under "assumed".
 */
export interface ModelCard {
  readonly provider: "openai" | "anthropic" | "gcp.gemini";
  /** The name the provider answers with. */
  readonly served: string;
}

export const MODELS = {
  "gpt-4.1-nano": { provider: "openai", served: "gpt-4.1-nano-2025-04-14" },
  "gpt-4o-mini": { provider: "openai", served: "gpt-4o-mini-2024-07-18" },
  "gpt-4.1-mini": { provider: "openai", served: "gpt-4.1-mini-2025-04-14" },
  "gpt-4.1": { provider: "openai", served: "gpt-4.1-2025-04-14" },
  "gpt-4o": { provider: "openai", served: "gpt-4o-2024-11-20" },
  "gpt-5.4": { provider: "openai", served: "gpt-5.4" },
  /** A fine-tune that no price table knows: its cost is unknown, and the pages say so. */
  "ft:gpt-4.1-2025-04-14:simulated:support:B7k2": {
    provider: "openai",
    served: "ft:gpt-4.1-2025-04-14:simulated:support:B7k2",
  },
  "text-embedding-3-small": { provider: "openai", served: "text-embedding-3-small" },
  "claude-3.7-sonnet": { provider: "anthropic", served: "claude-3-7-sonnet-20250219" },
  "claude-sonnet-4": { provider: "anthropic", served: "claude-sonnet-4-20250514" },
  "claude-sonnet-4-5": { provider: "anthropic", served: "claude-sonnet-4-5-20250929" },
  "claude-haiku-4-5": { provider: "anthropic", served: "claude-haiku-4-5-20251001" },
  "claude-sonnet-5": { provider: "anthropic", served: "claude-sonnet-5" },
  "claude-opus-5": { provider: "anthropic", served: "claude-opus-5" },
  "gemini-2.5-pro": { provider: "gcp.gemini", served: "gemini-2.5-pro-preview-06-05" },
  "gemini-3.5-flash": { provider: "gcp.gemini", served: "gemini-3.5-flash" },
} as const satisfies Record<string, ModelCard>;
export type ModelName = keyof typeof MODELS;

/** How large and how slow the calls of a model are. Tokens and seconds: geometric median and standard deviation of ln. */
export interface Profile {
  readonly input: number;
  readonly inputSpread: number;
  readonly output: number;
  readonly outputSpread: number;
  readonly latency: number;
  readonly latencySpread: number;
  /** Share of the input read from the provider's cache. */
  readonly cached: number;
  /** Share of the output that is reasoning. */
  readonly reasoning: number;
  /** Seconds to the first token; null where the recording has none. */
  readonly ttft: number | null;
  readonly ttftSpread: number;
}

// ── Recorded: structured output (wrtn-validate). Cells in fitted-cells.ts ────────────────────────────────────────────

/** The benchmark's categories under the names an application would use; the larger schemas are orders, the smaller invoices. */
export const ORDER_CATEGORIES = {
  ShoppingOrderCreate: "order_create",
  ShoppingOrderPublish: "order_confirm",
  ShoppingCartCommodity: "cart_item",
  ShoppingSaleDetail: "product_detail",
  ObjectJsonSchema: "form_definition",
  ObjectFunctionSchema: "api_definition",
} as const;
export const INVOICE_CATEGORIES = {
  ObjectSimple: "receipt",
  ObjectConstraint: "sender_details",
  ObjectHierarchical: "company_invoice",
  ObjectUnionExplicit: "line_items",
  ObjectUnionImplicit: "untyped_line_items",
  ShoppingSalePage: "product_listing",
} as const;

/** A model is asked again at most this often after invalid output (wrtn-validate: six calls a task at most). */
export const MOST_REASKS = 5;

/** What a failing call got wrong most often, by category: kind, JSON pointer, times seen. */
export const VIOLATIONS = {
  ShoppingOrderCreate: [["wrong_type", "/body", 118]],
  ShoppingOrderPublish: [
    ["wrong_type", "/body", 130],
    ["missing_required", "/orderId", 36],
    ["missing_required", "/body/vendor", 26],
    ["missing_required", "/body/address", 23],
    ["constraint", "/body/address/mobile", 22],
  ],
  ShoppingCartCommodity: [
    ["wrong_type", "/body", 106],
    ["missing_required", "/body/stocks/0/choices/0/value", 76],
    ["missing_required", "/body/volume", 26],
    ["constraint", "/body/stocks/0/choices/1/option_id", 9],
  ],
  ShoppingSaleDetail: [["constraint", "/id", 60]],
  ObjectJsonSchema: [
    ["wrong_type", "/schema", 93],
    ["unexpected_property", "/schema/properties/deleted_at/type", 10],
  ],
  ObjectFunctionSchema: [
    ["missing_required", "/schema/parameters/$defs", 158],
    ["missing_required", "/schema/parameters/additionalProperties", 76],
    ["wrong_type", "/schema/output", 40],
    ["not_in_enum", "/schema/parameters/type", 14],
  ],
} as const;

/** `expected.json`, wrtn-validate: what each model did over all twelve categories. The tests hold the sample against it. */
export const RECORDED = {
  "claude-3.7-sonnet": { successRate: 0.9167, callsPerTask: 1.425, invalidToolCalls: 0.3567 },
  "claude-sonnet-4": { successRate: 1, callsPerTask: 1.0042, invalidToolCalls: 0.0041 },
  "gemini-2.5-pro": { successRate: 0.5458, callsPerTask: 2.9958, invalidToolCalls: 0.8085 },
  "gpt-4.1": { successRate: 0.9917, callsPerTask: 1.0417, invalidToolCalls: 0.0403 },
  "gpt-4.1-mini": { successRate: 0.9833, callsPerTask: 1.4333, invalidToolCalls: 0.314 },
  "gpt-4.1-nano": { successRate: 0.6, callsPerTask: 2.5417, invalidToolCalls: 0.7543 },
  "gpt-4o": { successRate: 1, callsPerTask: 1.0917, invalidToolCalls: 0.084 },
  "gpt-4o-mini": { successRate: 0.9167, callsPerTask: 1.5083, invalidToolCalls: 0.3923 },
} as const satisfies Partial<Record<ModelName, unknown>>;

// ── Recorded: conversations with tools (tau2) ────────────────────────────────────────────────────────────────────────

export interface ConversationFit {
  readonly model: ModelName;
  /** Tasks recorded, and how many succeeded. */
  readonly tasks: number;
  readonly succeeded: number;
  /** Calls a task: geometric median and standard deviation of ln. */
  readonly steps: number;
  readonly stepsSpread: number;
  /** Tool calls a call. */
  readonly tools: number;
  readonly profile: Profile;
}

/** Input, its spread, output, its spread, latency, its spread, cached share. */
type ProfileRow = readonly [number, number, number, number, number, number, number];

export function profileOf(row: ProfileRow): Profile {
  const [input, inputSpread, output, outputSpread, latency, latencySpread, cached] = row;
  const sizes = { input, inputSpread, output, outputSpread, latency, latencySpread, cached };
  return { ...sizes, reasoning: 0, ttft: null, ttftSpread: 0 };
}

export const CONVERSATIONS: readonly ConversationFit[] = [
  {
    model: "gpt-4.1",
    tasks: 60,
    succeeded: 44,
    steps: 10.9,
    stepsSpread: 0.28,
    tools: 447 / 682,
    profile: profileOf([4816, 0.28, 52, 0.74, 1.32, 0.45, 0.89]),
  },
  {
    model: "ft:gpt-4.1-2025-04-14:simulated:support:B7k2",
    tasks: 40,
    succeeded: 34,
    steps: 12.7,
    stepsSpread: 0.3,
    tools: 292 / 531,
    profile: profileOf([4939, 0.28, 48, 0.72, 1.96, 0.46, 0]),
  },
  {
    model: "gpt-4o",
    tasks: 20,
    succeeded: 14,
    steps: 10.3,
    stepsSpread: 0.34,
    tools: 90 / 217,
    profile: profileOf([7097, 0.09, 53, 0.81, 15.23, 0.39, 0.98]),
  },
  {
    model: "claude-sonnet-4-5",
    tasks: 50,
    succeeded: 36,
    steps: 8.8,
    stepsSpread: 0.37,
    tools: 371 / 467,
    profile: profileOf([7911, 0.27, 312, 0.8, 8.63, 0.66, 0]),
  },
  {
    model: "gpt-5.4",
    tasks: 50,
    succeeded: 28,
    steps: 8.8,
    stepsSpread: 0.4,
    tools: 432 / 475,
    profile: profileOf([4900, 0.32, 67, 0.88, 1.74, 0.55, 0.82]),
  },
];

// ── Recorded: short streamed turns (ttft-modelsweep) ─────────────────────────────────────────────────────────────────

export interface TurnFit {
  readonly model: ModelName;
  readonly tasks: number;
  readonly succeeded: number;
  readonly profile: Profile;
}

function turn(
  model: ModelName,
  [tasks, succeeded]: readonly [number, number],
  row: ProfileRow,
  [ttft, ttftSpread, reasoning]: readonly [number, number, number],
): TurnFit {
  return { model, tasks, succeeded, profile: { ...profileOf(row), ttft, ttftSpread, reasoning } };
}

export const TURNS: readonly TurnFit[] = [
  turn("claude-haiku-4-5", [15, 15], [459, 0.66, 46, 0.62, 0.97, 0.39, 0], [0.52, 0.21, 0]),
  turn("claude-sonnet-5", [45, 45], [609, 0.52, 82, 0.74, 2.9, 0.33, 0], [1.75, 0.54, 0.42]),
  turn("claude-opus-5", [63, 60], [598, 0.5, 78, 0.53, 2.15, 0.27, 0], [1.39, 0.47, 0.24]),
  turn("gemini-3.5-flash", [45, 45], [346, 0.38, 143, 1.02, 1.37, 0.48, 0], [1.26, 0.54, 0.83]),
];

/** Few trials: the rule of succession, (succeeded + 1) / (tasks + 2), keeps 15 of 15 from meaning "never fails". */
export function steadySuccess(fit: { readonly tasks: number; readonly succeeded: number }): number {
  return (fit.succeeded + 1) / (fit.tasks + 2);
}
