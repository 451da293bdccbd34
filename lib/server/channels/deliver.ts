import { CHANNEL_SETTINGS } from "./settings.ts";
import type { ChannelSettings } from "./settings.ts";
import { seal, unseal } from "../seal.ts";
import { post } from "./post.ts";
import { sendMail } from "./send-mail.ts";
import { writePosting } from "./write-posting.ts";
import type { Delivery } from "./write-posting.ts";

/** Sends one message over one channel. @throws what the receiver or the way to it said. */
export async function deliver(settings: ChannelSettings, delivery: Delivery, allowPrivate: boolean): Promise<void> {
  if (settings.kind === "email") await sendMail(settings, delivery, allowPrivate);
  else await post(writePosting(settings, delivery, new Date()), allowPrivate);
}

export function sealSettings(settings: ChannelSettings, secret: string, channelId: string): Uint8Array<ArrayBuffer> {
  return seal(JSON.stringify(settings), secret, channelId);
}

/** @throws OutturnError `internal` when they were sealed with another secret. */
export function openSettings(sealed: Uint8Array, secret: string, channelId: string): ChannelSettings {
  return CHANNEL_SETTINGS.parse(JSON.parse(unseal(sealed, secret, channelId)));
}
