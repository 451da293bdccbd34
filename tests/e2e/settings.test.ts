import { E2E } from "#tests/support/e2e-server.ts";
import { chatSpan, wrap } from "#tests/unit/ingest/support/spans.ts";
import { expect, expectAccessible, test } from "./dashboard-test.ts";

test("a form says beside the field what is wrong, keeps what was typed, and saves what is right", async ({
  dashboard,
}) => {
  await dashboard.goto("/settings");
  await dashboard.getByLabel("Name", { exact: true }).fill("Support");
  await dashboard.getByLabel("Billing zone").fill("Mars/Olympus");
  await dashboard.getByRole("button", { name: "Save project" }).click();
  const zone = dashboard.getByLabel("Billing zone");
  await expect(zone).toHaveAccessibleDescription(/Name a zone whole hours from UTC/);
  await expect(zone).toHaveValue("Mars/Olympus");
  await expect(dashboard.getByLabel("Name", { exact: true })).toHaveValue("Support");
  await expectAccessible(dashboard);
  await zone.fill("Europe/Berlin");
  await dashboard.keyboard.press("Enter");
  await expect(dashboard.getByText("Saved.")).toBeVisible();
  await expect(dashboard.getByRole("banner").getByText("Support", { exact: true })).toBeVisible();
  await dashboard.reload();
  await expect(dashboard.getByLabel("Billing zone")).toHaveValue("Europe/Berlin");
  await dashboard.getByLabel("Name", { exact: true }).fill("Default");
  await dashboard.getByLabel("Billing zone").fill("UTC");
  await dashboard.getByRole("button", { name: "Save project" }).click();
  await expect(dashboard.getByText("Saved.")).toBeVisible();
});

test("a success floor greys the models under it, and a failure cost makes the full cost per success", async ({
  dashboard,
}) => {
  const save = async (cost: string, floor: string) => {
    await dashboard.goto("/settings");
    await dashboard.getByLabel(/^Failure cost\s+of order_registration/).fill(cost);
    await dashboard.getByLabel(/^Success floor\s+of order_registration/).fill(floor);
    await dashboard.getByRole("button", { name: "Save order_registration" }).click();
    await expect(dashboard.getByText("Saved.")).toBeVisible();
  };
  await save("2.50", "90");
  await dashboard.goto("/?task_type=order_registration");
  const ledger = dashboard.getByRole("table", { name: /by model$/ }).first();
  const nano = ledger.getByRole("row").filter({ hasText: "gpt-4.1-nano" });
  await expect(nano).toContainText("under the 90% success floor");
  await expect(nano).toContainText(/full \$[\d,.]+/);
  await expect(dashboard.getByText(/in full, with what failures cost/)).toBeVisible();
  await expectAccessible(dashboard);
  await save("", "");
  await dashboard.goto("/?task_type=order_registration");
  await expect(nano).not.toContainText("success floor");
});

test("a key is shown once, works, and stops working for good when it is revoked", async ({ dashboard, request }) => {
  await dashboard.goto("/settings");
  await dashboard.getByLabel("Name of the new key").fill("browser test");
  await dashboard.getByLabel("Scope").selectOption("read");
  await dashboard.getByRole("button", { name: "Make key" }).click();
  await expect(dashboard.getByText("it is shown this once")).toBeVisible();
  const key = await dashboard
    .locator("code")
    .filter({ hasText: /^ot_read_/ })
    .last()
    .innerText();
  const row = dashboard.getByRole("row").filter({ hasText: "browser test" });
  await expect(row).toContainText("never");
  await expectAccessible(dashboard);
  const ask = async () =>
    (await request.get("/api/v1/metrics", { headers: { authorization: `Bearer ${key}` } })).status();
  expect(await ask()).toBe(200);
  await dashboard.reload();
  await expect(dashboard.getByText(key)).toHaveCount(0);
  await row.getByRole("button", { name: /^Revoke browser test/ }).click();
  const question = dashboard.getByRole("dialog", { name: "Revoke browser test?" });
  await expect(question).toContainText("This cannot be undone");
  await expectAccessible(dashboard);
  await dashboard.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await row.getByRole("button", { name: /^Revoke browser test/ }).press("Enter");
  await question.getByRole("button", { name: "Revoke for good" }).click();
  await expect(row).toContainText("revoked");
  await expect.poll(ask, { timeout: 15_000 }).toBe(401);
});

test("a tag is declared with its back-fill said, and given up again", async ({ dashboard, request }) => {
  const byTag = async () => {
    const headers = { authorization: `Bearer ${E2E.readKey}` };
    return (await request.get("/api/v1/metrics?group_by=tag.region", { headers })).status();
  };
  expect(await byTag()).toBe(400);
  await dashboard.goto("/settings");
  await dashboard.getByLabel("Tag", { exact: true }).fill("two words");
  await dashboard.getByRole("button", { name: "Declare tag" }).click();
  await expect(dashboard.getByLabel("Tag", { exact: true })).toHaveAccessibleDescription(/letters, digits/);
  await dashboard.getByLabel("Tag", { exact: true }).fill("region");
  await dashboard.getByRole("button", { name: "Declare tag" }).click();
  await expect(dashboard.getByText("All tasks are being counted again by region, past ones too.")).toBeVisible();
  expect(await byTag()).toBe(200);
  await dashboard.getByRole("button", { name: "Stop keeping figures by region" }).click();
  await dashboard.getByRole("dialog").getByRole("button", { name: "Stop keeping" }).click();
  await expect(dashboard.getByRole("button", { name: "Stop keeping figures by region" })).toHaveCount(0);
  expect(await byTag()).toBe(400);
});

test("settings answer nobody without a session", async ({ page }) => {
  await page.goto("/settings");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("task rules are tried on stored tasks before they hold, and outcomes come from a file", async ({ dashboard }) => {
  await dashboard.goto("/settings");
  const go = dashboard.getByRole("button", { name: "Go on with task rules" });
  const types = dashboard.getByLabel(/^Types: root span/);
  await types.fill("order *");
  await go.click();
  await expect(types).toHaveAccessibleDescription(/Line 1: write the name of the span/);
  await types.fill("order * -> orders");
  await go.click();
  await expect(dashboard.getByText(/^Of the latest 500 tasks \d+ would change\..* Nothing was saved\.$/)).toBeVisible();
  await expect(types).toHaveValue("order * -> orders");
  await expectAccessible(dashboard);
  await dashboard.getByLabel("CSV file").setInputFiles({
    name: "outcomes.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("task_id,outcome,reason\nfrom-a-file,failed,wrong_vendor\n"),
  });
  await dashboard.getByRole("button", { name: "Take outcomes" }).click();
  await expect(dashboard.getByText("Took 1 outcome.")).toBeVisible();
});

test("messages are kept once capture is on, and opened on their task's page as text, which is written down", async ({
  dashboard,
  request,
}) => {
  const capture = async (to: "on" | "off") => {
    await dashboard.goto("/settings");
    await dashboard.getByLabel("Content capture", { exact: true }).selectOption(to);
    await dashboard.getByRole("button", { name: "Save content capture" }).click();
    await expect(dashboard.getByText(to === "on" ? /kept from now on/ : "no messages are kept")).toBeVisible();
  };
  const HOSTILE = `<img src=x onerror="document.title='owned'"> write to ada@example.com`;
  const startNs = BigInt(Date.now() - 60_000) * 1_000_000n;
  const said = (role: string, content: string) => JSON.stringify([{ role, parts: [{ type: "text", content }] }]);
  const span = chatSpan(
    {
      "outturn.task.id": "with-messages",
      "gen_ai.input.messages": said("user", HOSTILE),
      "gen_ai.output.messages": said("assistant", "No."),
    },
    { startTimeUnixNano: String(startNs), endTimeUnixNano: String(startNs + 1_000_000_000n) },
  );
  const headers = { authorization: `Bearer ${E2E.ingestKey}` };
  await capture("on");
  expect((await request.post("/v1/traces", { headers, data: wrap([span]) })).status()).toBe(200);
  await dashboard.goto("/tasks/with-messages");
  await expect(dashboard.getByText("write to")).toHaveCount(0);
  await dashboard.getByRole("button", { name: "Open the messages" }).click();
  await dashboard.getByText("(2 messages)").click();
  await expect(
    dashboard.getByText(`<img src=x onerror="document.title='owned'"> write to [redacted:email]`),
  ).toBeVisible();
  await expect(dashboard.getByText("Taken out: 1 × email.")).toBeVisible();
  await expectAccessible(dashboard);
  await capture("off");
  await dashboard.goto("/settings/changes");
  await expect(dashboard.getByText("Opened the messages of task with-messages.")).toBeVisible();
});
