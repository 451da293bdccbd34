"use server";

import { showQuantity } from "#components/format/number.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readBill } from "#lib/server/read-bill.ts";
import { saveBill } from "#lib/store/bill-lines.ts";

export async function importBill(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: ({ file = "" }) =>
      file === "" ? { ok: false, errors: { file: "Choose an export." } } : { ok: true, value: file },
    save: async ({ store, project }, file) => {
      const lines = readBill(file);
      await saveBill(store, project.id, lines);
      const days = lines.map(({ day }) => day).sort();
      return { saved: `Took ${showQuantity(lines.length, "line")}, from ${days[0] ?? ""} to ${days.at(-1) ?? ""}.` };
    },
  });
}
