import type { AlertChannel } from "#generated/prisma/client.ts";
import type { Store } from "#lib/store/open-store.ts";

import { isUuid } from "./rules.ts";

export type StoredChannel = AlertChannel;

export async function listChannels(store: Store, projectId: string): Promise<StoredChannel[]> {
  return store.prisma.alertChannel.findMany({ where: { projectId }, orderBy: { createdAt: "asc" } });
}

export async function findChannel(store: Store, projectId: string, id: string): Promise<StoredChannel | null> {
  return isUuid(id) ? store.prisma.alertChannel.findFirst({ where: { projectId, id } }) : null;
}

export type NewChannel = Pick<StoredChannel, "id" | "projectId" | "name" | "kind" | "hint"> & {
  readonly sealed: Uint8Array<ArrayBuffer>;
};

/** The id is made by the caller, who seals the settings to it. */
export async function createChannel(store: Store, channel: NewChannel): Promise<StoredChannel> {
  return store.prisma.alertChannel.create({ data: channel });
}

/** Its deliveries go with it. */
export async function deleteChannel(store: Store, projectId: string, id: string): Promise<void> {
  await store.prisma.alertChannel.deleteMany({ where: { projectId, id } });
}

/** One that is off is sent nothing new. */
export async function setChannelEnabled(store: Store, projectId: string, id: string, enabled: boolean): Promise<void> {
  await store.prisma.alertChannel.updateMany({ where: { projectId, id }, data: { enabled } });
}
