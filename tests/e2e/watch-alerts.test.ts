import { randomBytes } from "node:crypto";
import type { APIRequestContext, Page } from "@playwright/test";
import { askJson } from "#tests/support/ask-json.ts";
import { E2E } from "#tests/support/e2e-server.ts";
import { queryRaw } from "#tests/support/query-raw.ts";
import { readTable } from "#tests/support/read-table.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./dashboard-test.ts";

/** An incident as the API tells of it, as far as its page shows figures. */
interface Told {
  readonly id: string;
  readonly reasons: { readonly contributors: readonly { readonly hits: number; readonly share: number }[] };
  readonly series: readonly {
    readonly finding: { readonly seen: number; readonly hits: number; readonly base: number };
  }[];
}

const MODEL = "gpt-4.1-mini";
const HOSTILE = "lead <b>&amp;_*_";

/** Calls of a minute ago that all needed a retry because of 429, of a staging task that no page of figures shows. */
function aSpike(calls: number): object {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const whole = (key: string, intValue: number) => ({ key, value: { intValue } });
  const startMs = Date.now() - 60_000;
  const spans = Array.from({ length: calls }, (_, i) => {
    const start = BigInt(startMs - i * 100) * 1_000_000n;
    return {
      traceId: randomBytes(16).toString("hex"),
      spanId: randomBytes(8).toString("hex"),
      name: `chat ${MODEL}`,
      kind: 3,
      startTimeUnixNano: String(start),
      endTimeUnixNano: String(start + 900_000_000n),
      attributes: [
        text("gen_ai.operation.name", "chat"),
        text("gen_ai.provider.name", "openai"),
        text("gen_ai.request.model", MODEL),
        whole("gen_ai.usage.input_tokens", 10),
        whole("gen_ai.usage.output_tokens", 10),
        whole("http.request.resend_count", 1),
        text("outturn.task.type", HOSTILE),
        text("deployment.environment.name", "staging"),
      ],
      events: [attempt(start, 0, 429), attempt(start + 400_000_000n, 1, 200)],
    };
  });
  return { resourceSpans: [{ scopeSpans: [{ scope: { name: "outturn" }, spans }] }] };
}

function attempt(at: bigint, index: number, status: number): object {
  return {
    name: "outturn.attempt",
    timeUnixNano: String(at),
    attributes: [
      { key: "index", value: { intValue: index } },
      { key: "http.response.status_code", value: { intValue: status } },
      { key: "outturn.attempt.duration_ms", value: { doubleValue: 100 } },
    ],
  };
}

/** The figures of the incident that is open on the page, against those that the API tells and that the raw calls give. */
async function expectIncident(page: Page, request: APIRequestContext): Promise<void> {
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const { incidents } = await askJson(request, "/api/v1/alerts?state=open");
  // As the contract says.
  const told = (incidents as readonly Told[]).find((one) => one.id === id);
  if (told === undefined) throw new Error(`the API tells of no open incident ${id}`);
  const { contributors } = told.reasons;
  const why = await readTable(page, "Contributors, most first");
  expect(why.map((row) => Number(row.at(-1)))).toEqual(contributors.map(({ hits }) => hits));
  expect(why.map((row) => row.at(-2))).toEqual(contributors.map(({ share }) => `${(share * 100).toFixed(0)}%`));
  const series = await readTable(page, "Series of this incident");
  const seen = told.series.map(({ finding }) => finding.seen);
  expect(series.map((row) => row[1])).toEqual(seen.map((share) => `${(share * 100).toFixed(share >= 0.1 ? 0 : 1)}%`));
  for (const { finding } of told.series.slice(0, 1)) {
    const counts = `${finding.hits} calls that needed a retry out of ${finding.base.toLocaleString("en")}`;
    await expect(page.getByText(counts).first()).toBeVisible();
  }
  const [raw = {}] = await queryRaw(
    "select count(*)::int as calls from call join task using (task_id) where task_type = $1",
    [HOSTILE],
  );
  expect(raw["calls"]).toBe(400);
  expect(Math.max(...contributors.map(({ hits }) => hits))).toBeLessThanOrEqual(400);
}

test("a rule is previewed, made, fires on a spike, says why, and is acknowledged", async ({
  dashboard,
  request,
}, info) => {
  test.setTimeout(240_000);
  await dashboard.goto("/alerts/rules");
  await expect(dashboard.getByRole("link", { name: "Retries, each model" })).toBeVisible();
  await dashboard.getByRole("link", { name: "New rule" }).click();
  await dashboard.getByLabel("Name").fill("Retries of a provider");
  await dashboard.getByLabel("Judged", { exact: true }).selectOption("each tool");
  await dashboard.getByRole("button", { name: "Preview" }).click();
  await expect(dashboard.getByText(/By tool are known: invalid tool calls/)).toBeVisible();
  await dashboard.getByLabel("What is watched").selectOption({ value: "tool_invalidity" });
  await dashboard.getByRole("button", { name: "Preview" }).click();
  await expect(dashboard.getByText(/Smallest spike this rule can see, on the series to \w+/)).toBeVisible({
    timeout: 20_000,
  });
  await dashboard.getByLabel("What is watched").selectOption({ value: "retry_rate" });
  await dashboard.getByLabel("Judged", { exact: true }).selectOption("each provider");
  await dashboard.getByLabel("Sensitivity").selectOption("keen");
  await dashboard.getByRole("button", { name: "Preview" }).click();
  await expect(dashboard.getByText(/Smallest spike this rule can see/)).toBeVisible({ timeout: 20_000 });
  await dashboard.getByLabel(/Own limit instead/).fill("30");
  await dashboard.getByLabel(/Minutes it is judged over/).fill("60");
  await dashboard.getByLabel("Fewest calls that are judged").fill("3");
  await dashboard.getByRole("button", { name: "Preview" }).click();
  await expect(dashboard.getByRole("heading", { name: /It would have fired/ })).toBeVisible({ timeout: 20_000 });
  await expectAccessible(dashboard);
  await dashboard.screenshot({ path: info.outputPath("rule-preview.png"), fullPage: true });
  await dashboard.getByRole("button", { name: "Save rule" }).click();
  await expect(dashboard.getByRole("link", { name: "Retries of a provider" })).toBeVisible();

  const sent = await request.post("/v1/traces", {
    headers: { authorization: `Bearer ${E2E.ingestKey}` },
    data: aSpike(400),
  });
  expect(sent.status()).toBe(200);
  const incident = dashboard.getByRole("link", { name: /Retry rate of (gpt-4.1-mini at )?openai/ });
  await expect(async () => {
    await dashboard.goto("/alerts?state=open");
    await expect(incident.first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 180_000, intervals: [3_000] });
  await expect(incident).toHaveCount(1);
  await dashboard.screenshot({ path: info.outputPath("incidents.png"), fullPage: true });

  await incident.click();
  await expect(
    dashboard.getByRole("heading", { level: 1, name: /Retry rate of (gpt-4.1-mini at )?openai/ }),
  ).toBeVisible();
  await expect(dashboard.getByText(/\d+ calls that needed a retry out of/).first()).toBeVisible();
  const why = dashboard.getByRole("table", { name: "Contributors, most first" });
  await expect(why.getByRole("row").nth(1)).toContainText("rate limited 429");
  await expect(why.getByRole("row").nth(1)).toContainText(HOSTILE);
  await expectIncident(dashboard, request);
  await expect(dashboard.getByText(/Lower concurrency or spread the load/)).toBeVisible();
  await dashboard.getByRole("button", { name: "Acknowledge" }).click();
  await expect(dashboard.getByText(`acknowledged by ${E2E.email}`)).toBeVisible();
  await dashboard.getByLabel("Comment").fill("Asked the provider for a higher limit.");
  await dashboard.getByRole("button", { name: "Add comment" }).click();
  await expect(dashboard.getByText(`comment by ${E2E.email}: Asked the provider`)).toBeVisible();
  await expectAccessible(dashboard);
  await dashboard.screenshot({ path: info.outputPath("incident.png"), fullPage: true });
  await dashboard.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(dashboard);
  await dashboard.screenshot({ path: info.outputPath("incident-phone.png"), fullPage: true });
  await dashboard.setViewportSize({ width: 1280, height: 800 });

  await expect(dashboard.getByRole("button", { name: /^Mute rule / }).first()).toBeVisible();
  await dashboard.goto("/failures");
  await expect(dashboard.getByText("Incidents of this time:")).toBeVisible();
  await expect(incident.first()).toBeVisible();
  await dashboard.goto("/alerts/rules");
  await dashboard.getByRole("link", { name: "Retries of a provider" }).click();
  await dashboard.getByLabel("Mute Retries of a provider for").selectOption("8 hours");
  await dashboard.getByRole("button", { name: "Mute rule Retries of a provider" }).click();
  await expect(dashboard.getByText(/Retries of a provider: muted until/)).toBeVisible();
  await expectAccessible(dashboard);
  await dashboard.screenshot({ path: info.outputPath("rule-muted.png"), fullPage: true });
  await dashboard.getByRole("button", { name: "Unmute Retries of a provider" }).click();
  await expect(dashboard.getByRole("button", { name: "Mute rule Retries of a provider" })).toBeVisible();
});

test("a channel that points inside the network says so when it is tested, and its key shows nowhere", async ({
  dashboard,
}, info) => {
  await dashboard.goto("/alerts/channels");
  await dashboard.getByLabel("webhook", { exact: true }).check();
  await dashboard.getByLabel("Name of the new channel").fill("On call");
  await dashboard.getByLabel("Address (https)").fill("https://169.254.169.254/latest/key-4711");
  await dashboard.getByRole("button", { name: "Add channel" }).click();
  await expect(dashboard.getByText("it is shown this once")).toBeVisible();
  await dashboard.getByRole("button", { name: "Send test to On call" }).click();
  await expect(dashboard.getByText("On its way: see Messages below.")).toBeVisible();
  await expect(async () => {
    await dashboard.reload();
    await expect(dashboard.getByText(/inside this network: set OUTTURN_ALLOW_PRIVATE_WEBHOOKS=1/)).toBeVisible({
      timeout: 500,
    });
  }).toPass({ timeout: 30_000, intervals: [1_000] });
  await expect(dashboard.getByText("key-4711")).toHaveCount(0);
  await expectAccessible(dashboard);
  await dashboard.screenshot({ path: info.outputPath("channels.png"), fullPage: true });
  await dashboard.getByRole("button", { name: "Delete On call" }).click();
  await dashboard.getByRole("button", { name: "Delete for good" }).click();
  await expect(dashboard.getByText("No channel yet")).toBeVisible();
});
