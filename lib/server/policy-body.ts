import { z } from "zod";

/** Postgres refuses NUL and half of a surrogate pair in JSON. */
const TEXT = z.string().refine((text) => text.isWellFormed() && !text.includes("\0"), "must be text without NUL");
const WORD = TEXT.min(1, "must not be empty").max(200, "must have at most 200 characters");

/** One rule as the library's router reads it; a misspelt condition would fit everything, so unknown fields are refused. */
const POLICY_RULE = z.strictObject({
  taskType: WORD.exactOptional(),
  maxInputTokens: z.int("must be a whole number of tokens").positive("must be more than 0").exactOptional(),
  offers: z.array(WORD).max(50, "must have at most 50 words").exactOptional(),
  models: z.array(WORD).min(1, "must name a model").max(20, "must have at most 20 models"),
  explore: z.number().min(0, "must be from 0 to 1").max(1, "must be from 0 to 1").exactOptional(),
});

/** A routing policy: rules in order, the first that fits decides. */
export const POLICY_BODY = z.strictObject({
  rules: z.array(POLICY_RULE).max(1000, "must have at most 1,000 rules"),
  note: TEXT.max(500, "must have at most 500 characters").exactOptional(),
});
