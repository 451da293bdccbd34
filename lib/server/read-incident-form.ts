import { isUuid } from "#lib/store/alerts/rules.ts";

import type { FormReading, FormTexts } from "./read-settings-form.ts";

const MOST_CHARACTERS = 2_000;

/** A form on something of alerts that is named by its id. */
export function readIncidentForm(texts: FormTexts): FormReading<{ id: string }> {
  const id = texts["id"] ?? "";
  return isUuid(id) ? { ok: true, value: { id } } : { ok: false, errors: { form: "This is not there any more." } };
}

export function readCommentForm(texts: FormTexts): FormReading<{ id: string; text: string }> {
  const of = readIncidentForm(texts);
  const text = (texts["text"] ?? "").trim();
  if (!of.ok) return of;
  if (text === "") return { ok: false, errors: { text: "Write something first." } };
  if (text.length > MOST_CHARACTERS)
    return { ok: false, errors: { text: `At most ${MOST_CHARACTERS} characters; this has ${text.length}.` } };
  return { ok: true, value: { ...of.value, text } };
}

/** Something that is switched on or off. */
export function readSwitchForm(texts: FormTexts): FormReading<{ id: string; enabled: boolean }> {
  const of = readIncidentForm(texts);
  return of.ok ? { ok: true, value: { ...of.value, enabled: texts["enabled"] === "yes" } } : of;
}
