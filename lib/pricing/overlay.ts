/**
 * What the price table leaves out, as data: names under which its providers go elsewhere, what service tiers cost, and
 * which server-side tools are billed by use. Every figure names where it was read.
 */

/** Provider names as they arrive → the table's provider ids. Names not listed are passed on as they are. */
export const PRICE_PROVIDERS: ReadonlyMap<string, string> = new Map([
  ["azure.ai.openai", "azure"],
  ["azure.ai.inference", "azure"],
  ["aws.bedrock", "aws"],
  ["gcp.gemini", "google"],
  ["gcp.vertex_ai", "google"],
  ["gcp.gen_ai", "google"],
  ["gemini", "google"],
  ["mistral_ai", "mistral"],
  ["mistralai", "mistral"],
  ["moonshot_ai", "moonshotai"],
  ["x_ai", "x-ai"],
  ["xai", "x-ai"],
  ["z-ai", "zai"],
]);

/** Gateways that sell at the vendor's price and name the vendor in the model, if at all. */
export const GATEWAYS: ReadonlySet<string> = new Set([
  "litellm",
  "litellm_proxy",
  "gateway",
  "vercel",
  "portkey",
  "helicone",
  "cloudflare-ai-gateway",
]);

/** An exact factor on the price of all tokens of a call. */
export interface Factor {
  readonly num: bigint;
  readonly den: bigint;
}

interface TierRule {
  /** Table provider ids it holds for. */
  readonly providers: ReadonlySet<string>;
  /** Names of the tier as providers write it. */
  readonly tiers: ReadonlySet<string>;
  /** Models it holds for; first fit wins. */
  readonly model: RegExp;
  readonly factor: Factor;
  readonly source: string;
}

const set = (...names: string[]): ReadonlySet<string> => new Set(names);
const factor = (num: number, den = 1): Factor => ({ num: BigInt(num), den: BigInt(den) });
const ANY = /^/;
const OPENAI_HOSTS = set("openai", "azure");
const OPENAI_PRICES = "https://developers.openai.com/api/docs/pricing";
const GOOGLE_PRICES = "https://ai.google.dev/gemini-api/docs/pricing";
const CLAUDE_PRICES = "https://platform.claude.com/docs/en/about-claude/pricing";
const PRIORITY = set("priority", "fast");

/** Tiers at list price; `scale` and `provisioned` capacity is paid for by commitment, and valued here as if it were not. */
export const LIST_PRICE_TIERS: ReadonlySet<string> = set(
  "default",
  "standard",
  "standard_only",
  "auto",
  "on_demand",
  "on-demand",
  "scale",
  "provisioned",
);

const openaiPriority = (model: RegExp, by: Factor): TierRule => ({
  providers: OPENAI_HOSTS,
  tiers: PRIORITY,
  model,
  factor: by,
  source: OPENAI_PRICES,
});

export const TIER_RULES: readonly TierRule[] = [
  {
    providers: set("openai", "azure", "anthropic", "google", "aws", "mistral", "groq"),
    tiers: set("batch"),
    model: ANY,
    factor: factor(1, 2),
    source: `${OPENAI_PRICES}, ${CLAUDE_PRICES}, ${GOOGLE_PRICES}`,
  },
  { providers: OPENAI_HOSTS, tiers: set("flex"), model: ANY, factor: factor(1, 2), source: OPENAI_PRICES },
  { providers: set("google"), tiers: set("flex"), model: ANY, factor: factor(1, 2), source: GOOGLE_PRICES },
  { providers: set("google"), tiers: set("priority"), model: /gemini-3/, factor: factor(9, 5), source: GOOGLE_PRICES },
  openaiPriority(/gpt-4o-2024-05-13/, factor(7, 4)),
  openaiPriority(/gpt-4o-mini/, factor(5, 3)),
  openaiPriority(/gpt-4o/, factor(17, 10)),
  openaiPriority(/gpt-4\.1-nano/, factor(2)),
  openaiPriority(/gpt-4\.1/, factor(7, 4)),
  openaiPriority(/o4-mini/, factor(20, 11)),
  openaiPriority(/\bo3(?!-(?:mini|pro|deep))/, factor(7, 4)),
  openaiPriority(/gpt-5(?:\.1-codex)?-mini/, factor(9, 5)),
  openaiPriority(/gpt-5\.5(?!-pro)/, factor(5, 2)),
  openaiPriority(/gpt-5(?!.*(?:nano|pro))/, factor(2)),
  { providers: set("anthropic"), tiers: set("priority"), model: ANY, factor: factor(1), source: CLAUDE_PRICES },
  // Anthropic's `speed: fast`, which ingest keeps as a tier.
  {
    providers: set("anthropic"),
    tiers: set("fast"),
    model: /claude-opus-5/,
    factor: factor(2),
    source: CLAUDE_PRICES,
  },
  {
    providers: set("anthropic"),
    tiers: set("fast"),
    model: /claude-(?:opus-4-[678]|fable-5|mythos-5)/,
    factor: factor(6),
    source: CLAUDE_PRICES,
  },
];

/** Inference kept in the United States costs a tenth more from Claude Opus 4.6 on. */
export const GEO_RULES: readonly (Omit<TierRule, "tiers"> & { readonly geo: string })[] = [
  {
    geo: "us",
    providers: set("anthropic"),
    model: /claude-(?:(?:opus|sonnet|haiku)-(?:4-[6-9]|[5-9])|fable|mythos)/,
    factor: factor(11, 10),
    source: CLAUDE_PRICES,
  },
];

/**
 * Server-side tools: billed by use at the price the table quotes for the model, or at no fee of their own (their tokens
 * are in the usage; containers are billed by time, which no usage block tells). Tools not listed cost unknown.
 */
export const TOOL_FEES: ReadonlyMap<string, "webSearch" | "fileSearch" | "free"> = new Map<
  string,
  "webSearch" | "fileSearch" | "free"
>([
  ["web_search", "webSearch"],
  ["web_search_preview", "webSearch"],
  ["file_search", "fileSearch"],
  ["web_fetch", "free"],
  ["code_execution", "free"],
  ["code_interpreter", "free"],
  ["bash_code_execution", "free"],
  ["text_editor_code_execution", "free"],
  ["shell", "free"],
  ["local_shell", "free"],
  ["apply_patch", "free"],
  ["computer", "free"],
  ["computer_use", "free"],
  ["image_generation", "free"],
  ["mcp", "free"],
  ["tool_search", "free"],
]);

/** Cache writes for an hour cost twice the input wherever Claude is hosted; the table quotes it for Anthropic alone. */
export const HOUR_CACHE_WRITE = { model: /claude/, timesInput: 2n, source: CLAUDE_PRICES } as const;
