import { createChannel } from "#lib/store/alerts/channels.ts";
import type { StoredChannel } from "#lib/store/alerts/channels.ts";
import type { Store } from "#lib/store/open-store.ts";

import { sealSettings } from "./channels/deliver.ts";
import { hintOf } from "./channels/settings.ts";
import type { ChannelSettings } from "./channels/settings.ts";

interface NewChannel {
  readonly projectId: string;
  readonly name: string;
  readonly settings: ChannelSettings;
  /** The installation's, which seals them. */
  readonly secret: string;
}

/** Makes a channel; its settings are sealed to its id. */
export async function makeSealedChannel(
  store: Store,
  { projectId, name, settings, secret }: NewChannel,
): Promise<StoredChannel> {
  const id = crypto.randomUUID();
  const sealed = sealSettings(settings, secret, id);
  return createChannel(store, { id, projectId, name, kind: settings.kind, hint: hintOf(settings), sealed });
}
