import { own } from "#lib/domain/own.ts";
import type { Call } from "#lib/domain/call.ts";
import { INPUT_SIZES } from "#lib/domain/input-size.ts";

/** Characters of English text and JSON a token stands for, by provider family: tokens alone must not define a stratum. */
const CHARACTERS_PER_TOKEN: Readonly<Record<string, number>> = { openai: 4, anthropic: 3.5 };
const OTHER_CHARACTERS_PER_TOKEN = 4;

/**
 * The size of a task's work as its first generation call shows it, before any model saw it. Where only tokens are known
 * the bucket is an estimate and starts with `~`; empty when nothing is known.
 */
export function measureInputSize(first: Call | undefined): string {
  if (!first) return "";
  if (first.inputChars !== null) return bucketOf(first.inputChars);
  const { usage } = first;
  if (!usage) return "";
  const parts = [usage.inputUncached, usage.cacheRead, usage.cacheWrite5m, usage.cacheWrite1h];
  if (parts.every((part) => part === null)) return "";
  const tokens = parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
  const [family = ""] = first.provider.split(".");
  return `~${bucketOf(tokens * (own(CHARACTERS_PER_TOKEN, family) ?? OTHER_CHARACTERS_PER_TOKEN))}`;
}

function bucketOf(characters: number): string {
  return INPUT_SIZES.find(({ end }) => characters < end)?.name ?? "over_128k";
}
