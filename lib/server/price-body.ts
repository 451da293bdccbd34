import { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";
import { PRICED_KINDS } from "#lib/domain/price-rule.ts";
import type { NewPriceRule, SetPercent, SetPrices } from "#lib/domain/price-rule.ts";
import { storable } from "#lib/ingest/storable-text.ts";
import { parsePercent, parsePrice } from "#lib/pricing/parse-decimal.ts";

const LONGEST_NAME = 200;
const LONGEST_NOTE = 500;
const MOST_TOOLS = 50;

const name = z.string().max(LONGEST_NAME, `must have at most ${LONGEST_NAME} characters`);
const time = z.iso.datetime({ offset: true, error: "must be a time such as 2026-11-01T00:00:00Z" });
const price = decimal(parsePrice);

/** What `PUT /api/v1/prices` takes: prices, or a percentage, for a model from a start date on. */
export const PRICE_BODY = z
  .strictObject({
    provider: name.default(""),
    model: name.min(1, "must name a model, or a pattern such as gpt-4o*"),
    service_tier: name.min(1, "must name a tier, or be left out").nullish(),
    from: time,
    until: time.nullish(),
    usd_per_million_tokens: z.partialRecord(z.enum(PRICED_KINDS), price).optional(),
    usd_per_use: z
      .record(z.string().min(1).max(64), price)
      .refine((tools) => Object.keys(tools).length <= MOST_TOOLS, `must name at most ${MOST_TOOLS} tools`)
      .optional(),
    percent: decimal(parsePercent).optional(),
    note: z.string().max(LONGEST_NOTE, `must have at most ${LONGEST_NOTE} characters`).default(""),
  })
  .meta({ description: "Money and percentages are decimal texts." });

type PriceBody = z.infer<typeof PRICE_BODY>;

/** A decimal text that the pricing itself can read; its own words say what is wrong. */
function decimal(parse: (text: string) => bigint): z.ZodString {
  return z.string().superRefine((text, context) => {
    try {
      parse(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : "is not a decimal" });
    }
  });
}

/** @throws OutturnError `bad_request` where the parts do not go together. */
export function readPriceRule(body: PriceBody, createdBy: string): NewPriceRule {
  const from = new Date(body.from);
  const until = body.until == null ? null : new Date(body.until);
  if (until !== null && until <= from) refuse("`until` must be later than `from`");
  return {
    provider: storable(body.provider.trim().toLowerCase()),
    model: storable(body.model.trim()),
    serviceTier: body.service_tier == null ? null : storable(body.service_tier.trim().toLowerCase()),
    from,
    until,
    says: saysOf(body),
    note: storable(body.note),
    createdBy,
  };
}

function saysOf({ percent, usd_per_million_tokens = {}, usd_per_use = {} }: PriceBody): SetPrices | SetPercent {
  const count = Object.keys(usd_per_million_tokens).length + Object.keys(usd_per_use).length;
  if (percent === undefined) {
    if (count > 0) return { kind: "prices", usdPerMillion: usd_per_million_tokens, usdPerUse: usd_per_use };
    return refuse("Say a price in `usd_per_million_tokens` or `usd_per_use`, or a `percent`");
  }
  if (count > 0) return refuse("A rule is either prices or a `percent`: send two");
  return { kind: "percent", percent };
}

function refuse(message: string): never {
  throw new OutturnError("bad_request", `${message}.`);
}
