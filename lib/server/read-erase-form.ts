import { OutturnError } from "#lib/domain/errors.ts";
import type { EraseRequest } from "#lib/domain/job.ts";

import { ERASE_BODY, readEraseRequest } from "./erase-body.ts";
import type { FormReading, FormTexts } from "./read-settings-form.ts";

/** What one has to type, because nothing brings back what is deleted. */
export const CONFIRMATION = "delete";

/** Whose rows to delete, as the form of the settings says it: a kind, and an id or two days apart by "to". */
export function readEraseForm(texts: FormTexts): FormReading<EraseRequest> {
  const of = (name: string): string => (texts[name] ?? "").trim();
  if (of("confirmation") !== CONFIRMATION)
    return { ok: false, errors: { confirmation: `Type "${CONFIRMATION}": nothing brings it back.` } };
  const parsed = ERASE_BODY.safeParse(bodyOf(of("what"), of("whose")));
  if (!parsed.success) return { ok: false, errors: { whose: WHOSE[of("what")] ?? "Choose what to delete." } };
  try {
    return { ok: true, value: readEraseRequest(parsed.data) };
  } catch (error) {
    if (!(error instanceof OutturnError)) throw error;
    return { ok: false, errors: { whose: WHOSE[of("what")] ?? "Choose what to delete." } };
  }
}

const WHOSE: Readonly<Record<string, string>> = {
  task: "The id of a task.",
  user: "The id that spans give as user.id.",
  time: "Two days, such as 2026-11-01 to 2026-11-08; the second is not deleted.",
};

function bodyOf(what: string, whose: string): object {
  if (what === "task") return { task_ids: [whose] };
  if (what === "user") return { user_id: whose };
  const [, from, to] = /^(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)$/.exec(whose) ?? [];
  return { started: { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` } };
}
