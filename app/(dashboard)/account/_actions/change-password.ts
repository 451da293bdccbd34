"use server";

import { headers } from "next/headers";

import { OutturnError } from "#lib/domain/errors.ts";
import { keepCookies } from "#lib/server/accounts/keep-cookies.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { judgePassword } from "#lib/server/read-member-form.ts";
import { getRuntime } from "#lib/server/runtime.ts";

export async function changePassword(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "read",
    read: ({ current_password: current = "", new_password: next = "" }) => {
      const problem = judgePassword(next);
      return problem === null
        ? { ok: true, value: { current, next } }
        : { ok: false, errors: { new_password: problem } };
    },
    save: async (_open, change) => {
      const { auth } = await getRuntime();
      const cookies = await auth.passwords.change(change, await headers());
      if (cookies === null) throw new OutturnError("bad_request", "The current password is another one.");
      await keepCookies(cookies);
      return {
        saved: "Changed. Every other browser is signed out.",
        audit: "Changed their own password.",
      };
    },
  });
}
