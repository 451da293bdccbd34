import { OutturnError } from "#lib/domain/errors.ts";
import { findPrice } from "#lib/pricing/find-price.ts";

export const CASE_PROVIDERS = ["openai", "anthropic"] as const;
export type CaseProvider = (typeof CASE_PROVIDERS)[number];

/** A model that cases are run on. */
export interface CaseModel {
  /** As it was asked for. */
  readonly name: string;
  readonly provider: CaseProvider;
  /** As the provider calls it. */
  readonly model: string;
  /** Whether the price table knows it. */
  readonly priced: boolean;
}

/**
 * Who serves a model: `provider/model` says so, a bare name is looked up in the price table.
 * @throws OutturnError `bad_request` where neither knows.
 */
export function chooseModel(name: string, nowUs: number): CaseModel {
  const slash = name.indexOf("/");
  const named = CASE_PROVIDERS.find((provider) => provider === name.slice(0, Math.max(slash, 0)));
  const isKnown = (provider: CaseProvider, model: string): boolean => findPrice(provider, model, nowUs) !== null;
  if (named !== undefined && slash < name.length - 1) {
    const model = name.slice(slash + 1);
    return { name, provider: named, model, priced: isKnown(named, model) };
  }
  const found = CASE_PROVIDERS.find((provider) => isKnown(provider, name));
  if (found !== undefined) return { name, provider: found, model: name, priced: true };
  throw new OutturnError(
    "bad_request",
    `The model "${name}" is not known: write openai/NAME or anthropic/NAME to say who serves it.`,
  );
}
