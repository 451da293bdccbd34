import type { FormReading, FormTexts } from "./read-settings-form.ts";

export interface ViewForm {
  readonly name: string;
  readonly query: string;
}

const MOST_NAME = 60;
const MOST_QUERY = 4_000;

/** A view's name, and the address it stands for; where in a list somebody was is no part of it. */
export function readViewForm(texts: FormTexts): FormReading<ViewForm> {
  const name = (texts["name"] ?? "").trim();
  const asked = new URLSearchParams(texts["query"] ?? "");
  asked.delete("cursor");
  const query = asked.toString();
  if (name === "") return { ok: false, errors: { name: "Give the view a name." } };
  if (name.length > MOST_NAME)
    return { ok: false, errors: { name: `At most ${MOST_NAME} characters; this has ${name.length}.` } };
  if (query.length > MOST_QUERY)
    return { ok: false, errors: { form: "This view is narrowed by too much to be kept: choose fewer values." } };
  return { ok: true, value: { name, query } };
}
