import { z } from "zod";

const https = z.url({ protocol: /^https?$/, error: "Write the address with https://" }).max(2_000);
const email = z.email({ error: "Write an e-mail address" }).max(320);

/** What each kind of channel needs to know; sealed in the database. */
const KINDS = {
  email: z.object({
    kind: z.literal("email"),
    server: z
      .url({ protocol: /^smtps?$/, error: "Write the mail server as smtps://user:password@mail.example.com:465" })
      .max(2_000),
    from: email,
    to: z.array(email).min(1, { error: "Name at least one recipient" }).max(20),
  }),
  slack: z.object({ kind: z.literal("slack"), url: https }),
  teams: z.object({ kind: z.literal("teams"), url: https }),
  pagerduty: z.object({
    kind: z.literal("pagerduty"),
    routingKey: z.string().regex(/^[A-Za-z0-9]{32}$/, { error: "An integration key has 32 letters and digits" }),
  }),
  webhook: z.object({
    kind: z.literal("webhook"),
    url: https,
    /** `whsec_` and base64, as Standard Webhooks writes it. */
    secret: z.string().regex(/^whsec_[A-Za-z0-9+/=]{24,}$/, { error: "A signing secret begins with whsec_" }),
  }),
} as const;

export const CHANNEL_SETTINGS = z.discriminatedUnion("kind", [
  KINDS.email,
  KINDS.slack,
  KINDS.teams,
  KINDS.pagerduty,
  KINDS.webhook,
]);
export type ChannelSettings = z.infer<typeof CHANNEL_SETTINGS>;

/** What may be shown of a channel: never a path or a key, which are its secrets. */
export function hintOf(settings: ChannelSettings): string {
  switch (settings.kind) {
    case "email":
      return settings.to.join(", ");
    case "slack":
    case "teams":
    case "webhook":
      return new URL(settings.url).host;
    case "pagerduty":
      return `key ending in ${settings.routingKey.slice(-4)}`;
  }
}
