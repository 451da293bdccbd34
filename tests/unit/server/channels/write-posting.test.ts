import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";

import type { AlertMessage } from "#lib/alerts/message.ts";
import { writePosting } from "#lib/server/channels/write-posting.ts";
import { HOSTILE_TEXTS } from "#tests/support/hostile-texts.ts";

const HOSTILE = "<!channel> *x* [y](javascript:z) & `q`";
const CHANNELS = {
  slack: { kind: "slack", url: "https://hooks.example.com/x" },
  teams: { kind: "teams", url: "https://hooks.example.com/x" },
  pagerduty: { kind: "pagerduty", routingKey: "a".repeat(32) },
  webhook: {
    kind: "webhook",
    url: "https://x.example.com/",
    secret: `whsec_${Buffer.alloc(24, 7).toString("base64")}`,
  },
} as const;
const MESSAGE: AlertMessage = {
  kind: "opened",
  incidentId: "9f0c2a52-5a55-4d2b-9d0e-111111111111",
  project: "Acme",
  simulated: false,
  title: `Retry rate of ${HOSTILE}`,
  since: "2026-11-22T10:00:00.000Z",
  endedAt: null,
  lines: [`In the last hour: ${HOSTILE}`],
  contributors: ["62 %: gpt-5"],
  steps: ["Look."],
  url: "https://outturn.example.com/alerts/9f0c2a52",
};
const NOW = new Date("2026-11-22T10:05:00Z");
const DELIVERY = { id: "msg-1", message: MESSAGE };

test("Slack is given plain text only, and a fallback in which nothing is a mention or a link", () => {
  const { body } = writePosting({ kind: "slack", url: "https://hooks.example.com/x" }, DELIVERY, NOW);
  const sent = JSON.parse(body) as { text: string; blocks: { type: string; text?: { type: string } }[] };
  expect(sent.text).toBe("Retry rate of &lt;!channel&gt; *x* [y](javascript:z) &amp; `q`");
  expect(sent.blocks.flatMap(({ text }) => text?.type ?? [])).toEqual(["plain_text", "plain_text"]);
});

test("Teams is given text runs, which are not Markdown", () => {
  const { body } = writePosting({ kind: "teams", url: "https://hooks.example.com/x" }, DELIVERY, NOW);
  expect(body).not.toContain('"TextBlock"');
  expect(body).toContain(JSON.stringify(`Retry rate of ${HOSTILE}`));
});

describe.each(Object.entries(CHANNELS))("%s", (_kind, settings) => {
  const post = (text: string): { sent: unknown; headers: Readonly<Record<string, string>>; body: string } => {
    const message = { ...MESSAGE, project: text, title: text, lines: [text], contributors: [text], steps: [text] };
    const { headers, body } = writePosting(settings, { id: "m", message }, NOW);
    return { sent: JSON.parse(body) as unknown, headers, body };
  };

  test.each(HOSTILE_TEXTS)("has the form it always has, whatever is named by %s", (_name, text) => {
    const { sent, headers, body } = post(text);
    expect(formOf(sent)).toEqual(formOf(post("a name").sent));
    expect(Object.keys(headers)).toEqual(Object.keys(post("a name").headers));
    expect(Object.values(headers).join("")).not.toContain("owned");
    // Slack takes up to 40,000 characters, Teams 28 KB; a webhook is sent everything.
    if (settings.kind !== "webhook" && settings.kind !== "pagerduty") expect(body.length).toBeLessThan(28_000);
  });
});

/** Of a value its names and the kinds of what stands under them. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(formOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === "type" ? inner : formOf(inner)]),
  );
}

test("PagerDuty triggers and resolves the same incident", () => {
  const settings = { kind: "pagerduty", routingKey: "a".repeat(32) } as const;
  const bodyOf = (message: AlertMessage): unknown => JSON.parse(writePosting(settings, { id: "m", message }, NOW).body);
  expect(bodyOf(MESSAGE)).toMatchObject({ event_action: "trigger", dedup_key: MESSAGE.incidentId });
  expect(bodyOf({ ...MESSAGE, kind: "recovered" })).toMatchObject({
    event_action: "resolve",
    dedup_key: MESSAGE.incidentId,
  });
});

test("a webhook is signed after Standard Webhooks: the receiver's library takes it, and refuses it changed", () => {
  const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
  const now = new Date();
  const { headers, body } = writePosting({ kind: "webhook", url: "https://x.example.com/", secret }, DELIVERY, now);
  expect(headers["webhook-id"]).toBe("msg-1");
  expect(new Webhook(secret).verify(body, { ...headers })).toMatchObject({ type: "alert.opened" });
  expect(() => new Webhook(secret).verify(`${body} `, { ...headers })).toThrow("No matching signature found");
});
