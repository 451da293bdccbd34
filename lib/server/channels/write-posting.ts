import { Webhook } from "standardwebhooks";

import type { AlertMessage, MessageKind } from "#lib/alerts/message.ts";

import type { Posting } from "./post.ts";
import type { ChannelSettings } from "./settings.ts";

const PAGERDUTY_URL = "https://events.pagerduty.com/v2/enqueue";

type PostedSettings = Exclude<ChannelSettings, { kind: "email" }>;

export interface Delivery {
  /** The same at every try, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly message: AlertMessage;
}

/** What is posted to a channel. Names in a message come from spans, so none of it is ever read as markup. */
export function writePosting(settings: PostedSettings, delivery: Delivery, now: Date): Posting {
  switch (settings.kind) {
    case "slack":
      return { url: settings.url, headers: {}, body: JSON.stringify(slackBody(delivery.message)) };
    case "teams":
      return { url: settings.url, headers: {}, body: JSON.stringify(teamsBody(delivery.message)) };
    case "pagerduty":
      return { url: PAGERDUTY_URL, headers: {}, body: JSON.stringify(pagerDutyBody(settings.routingKey, delivery)) };
    case "webhook":
      return signed(settings, delivery, now);
  }
}

/** Signed after Standard Webhooks. */
function signed({ url, secret }: Extract<PostedSettings, { kind: "webhook" }>, delivery: Delivery, now: Date): Posting {
  const { id, message } = delivery;
  const body = JSON.stringify({
    type: message.kind === "review" ? "review" : `alert.${message.kind}`,
    timestamp: now.toISOString(),
    data: message,
  });
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, now, body),
  };
  return { url, headers, body };
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** All lines of a message but its title. */
export function bodyLines({ lines, contributors, steps, simulated, project }: AlertMessage): string[] {
  return [
    `Project ${project}${simulated ? " (simulated data)" : ""}`,
    ...lines,
    ...(contributors.length > 0 ? ["", "What stands behind it:", ...contributors.map((line) => `• ${line}`)] : []),
    ...(steps.length > 0 ? ["", "What to look at:", ...steps.map((line) => `• ${line}`)] : []),
  ];
}

/** `plain_text` objects are never parsed; the fallback text is, so its three control characters are escaped. */
function slackBody(message: AlertMessage): object {
  const plain = (text: string) => ({ type: "plain_text", text, emoji: false });
  const fallback = message.title.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? "");
  return {
    text: cut(fallback, 300),
    unfurl_links: false,
    blocks: [
      { type: "header", text: plain(cut(message.title, 150)) },
      { type: "section", text: plain(cut(bodyLines(message).join("\n"), 2_900)) },
      { type: "actions", elements: [{ type: "button", text: plain("Open in Outturn"), url: message.url }] },
    ],
  };
}

/** Text runs are not Markdown, as text blocks would be. */
function teamsBody(message: AlertMessage): object {
  const run = (text: string, style: object = {}) => ({ type: "TextRun", text, ...style });
  const paragraphs = [
    [run(cut(message.title, 300), { weight: "Bolder", size: "Medium" })],
    ...bodyLines(message).map((line) => [run(cut(line, 1_000) || " ")]),
  ];
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: paragraphs.map((inlines) => ({ type: "RichTextBlock", inlines })),
    actions: [{ type: "Action.OpenUrl", title: "Open in Outturn", url: message.url }],
  };
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }] };
}

const ACTIONS: Readonly<Record<MessageKind, "trigger" | "resolve">> = {
  opened: "trigger",
  recovered: "resolve",
  test: "trigger",
  review: "trigger",
};

function pagerDutyBody(routingKey: string, { id, message }: Delivery): object {
  return {
    routing_key: routingKey,
    event_action: ACTIONS[message.kind],
    dedup_key: message.incidentId ?? id,
    links: [{ href: message.url, text: "Open in Outturn" }],
    payload: {
      summary: cut(message.title, 1_000),
      source: cut(`outturn: ${message.project}`, 200),
      severity: message.incidentId === null ? "info" : "error",
      timestamp: message.since,
      custom_details: { lines: message.lines, contributors: message.contributors, steps: message.steps },
    },
  };
}
