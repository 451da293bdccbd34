import type { Call, CallCost } from "#lib/domain/call.ts";
import { LIST_PRICES } from "./price-book.ts";
import type { PriceBook } from "./price-book.ts";
import { priceCall } from "./price-call.ts";

const UNCERTAIN: ReadonlySet<string> = new Set(["timeout", "aborted", "stream_interrupted"]);

/**
 * What a call cost, from nothing but what is kept of it: so that pricing it again, when a price is added or mended,
 * gives what ingest would have given.
 * @param estimated whether its token counts are an estimate (`cost.estimated` of a stored call).
 * @param book what the project says of prices; the price table alone when not given.
 */
export function priceRecordedCall(
  call: Omit<Call, "cost">,
  estimated: boolean,
  book: PriceBook = LIST_PRICES,
): CallCost {
  const models: string[] = [];
  if (call.responseModel !== null) models.push(call.responseModel);
  if (call.requestModel !== null) models.push(call.requestModel);
  // The name without the way to it, which tables do not know.
  if (call.model !== "" && !models.includes(call.model)) models.push(call.model);
  const input = {
    provider: call.provider,
    models,
    startUs: call.startUs,
    usage: call.usage,
    estimated,
    failure: call.failure,
    fromCache: call.fromCache,
    inputChars: call.inputChars,
    uncertainAttempts: countUncertain(call),
    serviceTier: call.serviceTier,
    inferenceGeo: readGeo(call.usageRaw),
  };
  return priceCall(input, book);
}

/** Attempts that may have been billed beside the one whose usage is known. */
function countUncertain(call: Omit<Call, "cost">): number {
  if (call.attempts === null) return 0;
  const uncertain = call.attempts.filter((attempt) => UNCERTAIN.has(attempt.failure)).length;
  const counted = call.usage !== null && UNCERTAIN.has(call.failure) ? 1 : 0;
  return Math.max(0, uncertain - counted);
}

/** Anthropic tells within its usage block where it computed. */
function readGeo(usageRaw: string | null): string | null {
  const match = usageRaw === null ? null : /"inference_geo"\s*:\s*"([a-z_-]{1,32})"/.exec(usageRaw);
  return match?.[1] ?? null;
}
