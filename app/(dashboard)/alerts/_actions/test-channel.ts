"use server";

import { testMessage } from "#lib/alerts/message.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readIncidentForm } from "#lib/server/read-incident-form.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { findChannel } from "#lib/store/alerts/channels.ts";
import { enqueueTest } from "#lib/store/alerts/deliveries.ts";

/** Sent like any other message, so that what the test proves is what alerts use. */
export async function testChannel(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readIncidentForm,
    save: async ({ store, project: { id: projectId, name, simulated } }, { id }) => {
      const channel = await findChannel(store, projectId, id);
      if (channel === null) return { saved: "This channel is not there any more." };
      const { publicUrl } = (await getRuntime()).config;
      await enqueueTest(store, channel.id, testMessage({ projectName: name, simulated, publicUrl }, channel.name));
      return { saved: "On its way: see Messages below.", audit: `Sent a test to the channel ${channel.name}.` };
    },
  });
}
