import { OUTTURN } from "#lib/domain/attributes.ts";
import type { Attempt, CallCost } from "#lib/domain/call.ts";
import { priceCall } from "#lib/pricing/price-call.ts";
import type { Classified } from "./classify-failure.ts";
import type { DecodedSpan } from "./decoded-span.ts";
import type { RawCall } from "./raw-call.ts";
import { asBoolean, asText, asWhole, at, parseJson, scalar } from "./read-attributes.ts";
import type { ReadUsage } from "./read-usage.ts";

export interface PriceFacts {
  readonly provider: string;
  readonly read: ReadUsage;
  readonly classified: Classified;
  readonly attempts: readonly Attempt[] | null;
  readonly usageRaw: string | null;
}

const UNCERTAIN: ReadonlySet<string> = new Set(["timeout", "aborted", "stream_interrupted"]);

/** What a span cost, on the terms its attributes and its raw usage tell. */
export function priceSpan(span: DecodedSpan, raw: RawCall, known: PriceFacts): CallCost {
  const { usage } = known.read;
  const terms = readTerms(raw, known.usageRaw);
  return priceCall({
    provider: known.provider,
    models: [raw.responseModel, raw.requestModel].filter((model) => model !== null),
    startUs: span.startUs,
    usage,
    estimated: asBoolean(span.attributes.get(OUTTURN.usageEstimated)) === true,
    failure: known.classified.failure,
    fromCache: raw.fromCache,
    inputChars: asWhole(span.attributes.get(OUTTURN.inputChars), 0, 2_147_483_647),
    uncertainAttempts: countUncertain(known),
    ...terms,
    batch: terms.serviceTier === "batch",
  });
}

/** Attempts that may have been billed beside the one whose usage is known. */
function countUncertain(known: PriceFacts): number {
  const uncertain = (known.attempts ?? []).filter((attempt) => UNCERTAIN.has(attempt.failure)).length;
  const counted = known.read.usage !== null && UNCERTAIN.has(known.classified.failure) ? 1 : 0;
  return Math.max(0, uncertain - counted);
}

interface ServedTerms {
  readonly serviceTier: string | null;
  readonly speed: string | null;
  readonly inferenceGeo: string | null;
}

/** Anthropic tells tier, speed and place within its usage block. */
function readTerms(raw: RawCall, usageRaw: string | null): ServedTerms {
  const { serviceTier, speed, inferenceGeo } = raw;
  if (usageRaw === null || !/"(?:service_tier|speed|inference_geo)"/.test(usageRaw)) {
    return { serviceTier, speed, inferenceGeo };
  }
  const usage = parseJson(usageRaw);
  const text = (key: string): string | null => asText(scalar(at(usage, key)));
  return {
    serviceTier: serviceTier ?? text("service_tier"),
    speed: speed ?? text("speed"),
    inferenceGeo: inferenceGeo ?? text("inference_geo"),
  };
}
