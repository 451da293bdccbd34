import type { NanoUsd } from "#lib/domain/money.ts";

/** Kinds of tokens that have prices of their own; `other` is what costs without tokens, such as per-use tools. */
export const TOKEN_KINDS = ["input", "cache_read", "cache_write", "output", "other"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];
export type PerKind = Readonly<Record<TokenKind, number>>;

/** The calls of one task type and model (or route) in a period, summed. */
export interface Work {
  readonly taskType: string;
  readonly model: string;
  /** All calls, and those of them that only asked again. */
  readonly calls: number;
  readonly reasks: number;
  readonly tokens: Omit<PerKind, "other">;
  readonly cost: NanoUsd;
}

/** List prices by kind, nano-dollars a token: weights that let a kind be told from another. Only their proportions matter. */
export type PriceWeights = (model: string) => Omit<PerKind, "other">;

/** What a call of this type and model used and cost, so that cost = calls × level × Σ usage. */
export interface CallFactors {
  /** Tokens a call × list price, by kind. */
  readonly usage: PerKind;
  /** What was paid for a dollar at list prices: batch, tiers, changed prices. */
  readonly level: number;
}

/**
 * The factors of one cell in both periods. What a period has nothing of (a model that enters) takes the other's value:
 * its share of the work is 0 there, so only the mix changes by it.
 */
export function callFactors(
  before: Work | undefined,
  after: Work | undefined,
  weights: Omit<PerKind, "other">,
): readonly [CallFactors, CallFactors] {
  const [a, b] = [read(before, weights), read(after, weights)];
  const level = a.level ?? b.level ?? 1;
  const levels = [a.level ?? level, b.level ?? level] as const;
  const usages = [a.usage ?? b.usage ?? NO_USAGE, b.usage ?? a.usage ?? NO_USAGE] as const;
  return [settle(usages[0], levels[0], before), settle(usages[1], levels[1], after)];
}

const NO_USAGE: PerKind = { input: 0, cache_read: 0, cache_write: 0, output: 0, other: 0 };

function read(
  work: Work | undefined,
  weights: Omit<PerKind, "other">,
): { usage: PerKind | null; level: number | null } {
  if (work === undefined || work.calls === 0) return { usage: null, level: null };
  const of = (kind: Exclude<TokenKind, "other">): number => (work.tokens[kind] / work.calls) * weights[kind];
  const usage = {
    input: of("input"),
    cache_read: of("cache_read"),
    cache_write: of("cache_write"),
    output: of("output"),
  };
  const listed = usage.input + usage.cache_read + usage.cache_write + usage.output;
  const perCall = Number(work.cost) / work.calls;
  return { usage: { ...usage, other: 0 }, level: listed > 0 ? perCall / listed : null };
}

/** Cost without tokens goes into `other`, in units of the level, so that the product is still the cost. */
function settle(usage: PerKind, level: number, work: Work | undefined): CallFactors {
  const listed = usage.input + usage.cache_read + usage.cache_write + usage.output;
  if (work === undefined || work.calls === 0 || listed > 0) return { usage, level };
  const perCall = Number(work.cost) / work.calls;
  const paid = level > 0 ? level : 1;
  return { usage: { ...usage, other: perCall / paid }, level: paid };
}

/** Cost of a call in nano-dollars, each kind of tokens and the level taken from the period its bit says. */
export function callCost(
  factors: readonly [CallFactors, CallFactors],
  at: (player: TokenKind | "price") => 0 | 1,
): number {
  let listed = 0;
  for (const kind of TOKEN_KINDS) listed += factors[at(kind)].usage[kind];
  return listed * factors[at("price")].level;
}
