import { OutturnError } from "#lib/domain/errors.ts";
import { PRICED_KINDS } from "#lib/domain/price-rule.ts";
import type { NewPriceRule } from "#lib/domain/price-rule.ts";

import { PRICE_BODY, readPriceRule } from "./price-body.ts";
import type { FormReading, FormTexts } from "./read-settings-form.ts";

/** Fields of a form that are prices of a use; the rest of the prices are by token kind. */
const USES = ["request", "web_search", "file_search"] as const;

/** A price, discount or mark-up as a form of the settings says it; empty fields say nothing. */
export function readPriceForm(texts: FormTexts, createdBy: string): FormReading<NewPriceRule> {
  const parsed = PRICE_BODY.safeParse(bodyOf(texts));
  if (!parsed.success) {
    const errors: Record<string, string> = {};
    for (const { path, message } of parsed.error.issues) errors[String(path.at(-1) ?? "form")] = upper(message);
    return { ok: false, errors };
  }
  try {
    return { ok: true, value: readPriceRule(parsed.data, createdBy) };
  } catch (error) {
    if (!(error instanceof OutturnError)) throw error;
    const form = NOTHING_SAID.test(error.message) ? "Give at least one price." : upper(error.message);
    return { ok: false, errors: { form } };
  }
}

/** The form as the HTTP interface would be told it. */
function bodyOf(texts: FormTexts): object {
  const of = (name: string): string => (texts[name] ?? "").trim().replace(/^\$/, "").replaceAll(",", "");
  const pricesOf = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.flatMap((name) => (of(name) === "" ? [] : [[name, of(name)]])));
  const percent = of("percent").replace(/\s*%$/, "").replace("−", "-");
  const [from, until, tier] = [of("from"), of("until"), of("service_tier")];
  return {
    provider: of("provider"),
    model: (texts["model"] ?? "").trim(),
    ...(tier === "" ? {} : { service_tier: tier }),
    from: instantOf(from),
    ...(until === "" ? {} : { until: instantOf(until) }),
    usd_per_million_tokens: pricesOf(PRICED_KINDS),
    usd_per_use: pricesOf(USES),
    ...(percent === "" ? {} : { percent }),
    note: texts["note"] ?? "",
  };
}

const NOTHING_SAID = /^Say a price/;

/** A day is its first instant in UTC. */
function instantOf(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
}

function upper(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, "")}.`.replaceAll("`", "");
}
