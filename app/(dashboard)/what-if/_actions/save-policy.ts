"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { sayPolicy } from "#lib/server/say-change.ts";
import { askWhatIf } from "#lib/server/ask-what-if.ts";
import { saveRoutingPolicy } from "#lib/store/routing-policy.ts";

export async function savePolicy(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: ({ query = "", note = "" }) => ({ ok: true, value: { query, note: note.trim().slice(0, 500) } }),
    save: async ({ store, db, project, reader }, { query, note }) => {
      const params = Object.fromEntries(new URLSearchParams(query));
      const { policy } = await askWhatIf(db, { projectId: project.id, params, now: new Date() });
      const said = { note: note === "" ? null : note, createdBy: reader.email };
      const { version } = await saveRoutingPolicy(store, { projectId: project.id, rules: policy.rules, ...said });
      return { saved: `Version ${version} is in force.`, audit: sayPolicy(version) };
    },
  });
}
