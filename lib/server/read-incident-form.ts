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

/** How long a rule can be muted, in hours. */
export const MUTE_HOURS = [1, 8, 24, 168] as const;

/** A rule to be muted for some hours; without hours it is muted no more, which is null. */
export function readMuteForm(texts: FormTexts): FormReading<{ id: string; hours: number | null }> {
  const of = readIncidentForm(texts);
  if (!of.ok) return of;
  if (texts["hours"] === undefined) return { ok: true, value: { ...of.value, hours: null } };
  const hours = MUTE_HOURS.find((known) => String(known) === texts["hours"]);
  if (hours === undefined) return { ok: false, errors: { hours: `One of ${MUTE_HOURS.join(", ")} hours.` } };
  return { ok: true, value: { ...of.value, hours } };
}

/** Something that is switched on or off. */
export function readSwitchForm(texts: FormTexts): FormReading<{ id: string; enabled: boolean }> {
  const of = readIncidentForm(texts);
  return of.ok ? { ok: true, value: { ...of.value, enabled: texts["enabled"] === "yes" } } : of;
}
