import { OutturnError } from "#lib/domain/errors.ts";
import { PRICED_KINDS } from "#lib/domain/price-rule.ts";
import type { RepriceRequest } from "#lib/domain/job.ts";
import type { NewPriceRule } from "#lib/domain/price-rule.ts";

import { PRICE_BODY, readPriceRule } from "./price-body.ts";
import { readRepriceRequest, REPRICE_BODY } from "./reprice-body.ts";
import type { FormReading, FormTexts } from "./read-settings-form.ts";

/** Fields of a form that are prices of a use; the rest of the prices are by token kind. */
const USES = ["request", "web_search", "file_search"] as const;

/** A price, discount or mark-up as a form of the settings says it; empty fields say nothing. */
export function readPriceForm(texts: FormTexts, createdBy: string): FormReading<NewPriceRule> {
  const parsed = PRICE_BODY.safeParse(bodyOf(texts));
  if (!parsed.success) return { ok: false, errors: errorsOf(parsed.error.issues) };
  try {
    return { ok: true, value: readPriceRule(parsed.data, createdBy) };
  } catch (error) {
    if (!(error instanceof OutturnError)) throw error;
    const missing = texts["percent"] === undefined ? "Give at least one price." : "Give a percentage, such as -12.5.";
    const form = NOTHING_SAID.test(error.message) ? missing : upper(error.message);
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

/** Which calls to price again, as the form of the settings says it. */
export function readRepriceForm(texts: FormTexts): FormReading<RepriceRequest> {
  const model = (texts["model"] ?? "").trim();
  const parsed = REPRICE_BODY.safeParse({
    from: instantOf((texts["from"] ?? "").trim()),
    to: instantOf((texts["to"] ?? "").trim()),
    model: model === "" ? null : model,
    dry_run: texts["mode"] !== "change",
  });
  if (!parsed.success) return { ok: false, errors: errorsOf(parsed.error.issues) };
  try {
    return { ok: true, value: readRepriceRequest(parsed.data) };
  } catch (error) {
    if (!(error instanceof OutturnError)) throw error;
    return { ok: false, errors: { to: upper(error.message) } };
  }
}

function errorsOf(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
  const errors: Record<string, string> = {};
  for (const { path, message } of issues) errors[String(path.at(-1) ?? "form")] = upper(message);
  return errors;
}

const NOTHING_SAID = /^Say a price/;

/** A day is its first instant in UTC. */
function instantOf(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
}

function upper(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, "")}.`.replaceAll("`", "");
}
