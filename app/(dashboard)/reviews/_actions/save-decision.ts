"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { sayDecision } from "#lib/server/say-change.ts";
import { readDecisionForm } from "#lib/server/decision-body.ts";
import { recordDecision } from "#lib/store/decisions.ts";

export async function saveDecision(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "judge",
    read: (texts, { project, reader }) =>
      readDecisionForm(texts, { projectId: project.id, createdBy: reader.email, now: new Date() }),
    save: async ({ store }, decision) => {
      await recordDecision(store, decision);
      return { saved: "Written down. It is measured from now on.", audit: sayDecision(decision) };
    },
  });
}
