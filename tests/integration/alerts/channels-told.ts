import { sealSettings } from "#lib/server/channels/deliver.ts";
import { hintOf } from "#lib/server/channels/settings.ts";
import type { ChannelSettings } from "#lib/server/channels/settings.ts";
import { createChannel } from "#lib/store/alerts/channels.ts";
import type { OpenProject } from "#tests/integration/store/open-project.ts";
import type { Receivers } from "#tests/support/alert-receivers.ts";

export const SECRET = "a secret of at least thirty-two characters";
export const ROUND_OPTIONS = { secret: SECRET, publicUrl: "http://localhost:3000", allowPrivate: true };
const WHSEC = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;

/** A signed webhook, a Slack address and a mail server, all on loopback. */
export async function addChannels(open: OpenProject, receivers: Receivers): Promise<void> {
  await addChannel(open, { kind: "webhook", url: `${receivers.webUrl}/hook`, secret: WHSEC });
  await addChannel(open, { kind: "slack", url: `${receivers.webUrl}/slack` });
  await addChannel(open, {
    kind: "email",
    server: receivers.smtpUrl,
    from: "alerts@example.com",
    to: ["team@example.com"],
  });
}

async function addChannel({ store, projectId }: OpenProject, settings: ChannelSettings): Promise<void> {
  const id = crypto.randomUUID();
  const sealed = sealSettings(settings, SECRET, id);
  await createChannel(store, {
    id,
    projectId,
    name: settings.kind,
    kind: settings.kind,
    hint: hintOf(settings),
    sealed,
  });
}

/** What arrived, by path or `mail`, as the kinds of the messages. */
export function arrived({ posts, mails }: Receivers): Record<string, string[]> {
  const of = (path: string): string[] => posts.filter((post) => post.path === path).map(({ body }) => body);
  const word = (text: string): string => (text.includes("Over: ") ? "recovered" : "opened");
  return { hook: of("/hook").map(word), slack: of("/slack").map(word), mail: mails.map(word) };
}

export const EACH_ONCE = {
  hook: ["opened", "recovered"],
  slack: ["opened", "recovered"],
  mail: ["opened", "recovered"],
};
