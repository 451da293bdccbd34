import { expect, expectAccessible, test } from "./dashboard-test.ts";

test("the calculator starts from what was measured, answers in the address, and reproduces the field's arithmetic", async ({
  dashboard,
}) => {
  await dashboard.goto("/costs");
  const tasks = dashboard.getByLabel("Tasks a month");
  expect(Number(await tasks.inputValue())).toBeGreaterThan(100);
  await tasks.fill("5,000");
  await dashboard.getByLabel("Calls a task").fill("1");
  await dashboard.getByLabel("Input tokens a call").fill("1500");
  await dashboard.getByLabel("Output tokens a call").fill("500");
  await dashboard.getByLabel("Read from cache, %").fill("0");
  await dashboard.getByLabel(/Also these models/).fill("gpt-4o-mini-2024-07-18, claude-3-5-haiku-latest");
  await dashboard.getByRole("button", { name: "Calculate" }).click();
  await expect(dashboard).toHaveURL(/calc_tasks=5/);
  const table = dashboard.getByRole("table", { name: "Cost of a month by model" });
  const row = (name: RegExp) => table.getByRole("row", { name });
  await expect(row(/^gpt-4o-mini-2024-07-18/).getByRole("cell")).toHaveText(["$0.000525", "$2.63", "$1.31"]);
  await expect(row(/^claude-3-5-haiku-latest/).getByRole("cell")).toHaveText(["$0.00320", "$16.00", "$8.00"]);
  await dashboard.reload();
  await expect(
    row(/^claude-3-5-haiku-latest/)
      .getByRole("cell")
      .nth(1),
  ).toHaveText("$16.00");
  await expectAccessible(dashboard);
});

test("a price that is set is listed with its version, and stays in the history when it is withdrawn", async ({
  dashboard,
}) => {
  await dashboard.goto("/settings#prices");
  const form = dashboard
    .locator("form")
    .filter({ has: dashboard.getByRole("button", { name: "Set price", exact: true }) });
  await form.getByLabel("Model or pattern (*)").fill("house-llm");
  await form.getByRole("button").click();
  await expect(dashboard.getByText("Give at least one price.")).toBeVisible();
  await dashboard.getByRole("button", { name: "Set percentage" }).click();
  await expect(dashboard.getByText("Give a percentage, such as -12.5.")).toBeVisible();
  await form.getByLabel("Input, $/M").fill("1e3");
  await form.getByRole("button").click();
  await expect(form.getByLabel("Input, $/M")).toHaveAccessibleDescription(/"1e3" is not a price/);
  await form.getByLabel("Input, $/M").fill("$0.20");
  await form.getByLabel("Where it is from").fill("contract 7");
  await form.getByRole("button").click();
  await expect(dashboard.getByText(/^Set, as version \d+/)).toBeVisible();
  await expect(dashboard.getByText(/input \$0\.20 a million tokens .* contract 7/)).toBeVisible();
  await expectAccessible(dashboard);
  await dashboard.getByRole("button", { name: /^Withdraw version \d+, house-llm/ }).click();
  await dashboard.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await dashboard.getByText(/^History: \d+ withdrawn/).click();
  await expect(dashboard.getByText(/house-llm · input \$0\.20/).first()).toBeVisible();
});

test("pricing again is tried first: it says what would change, and here nothing would", async ({ dashboard }) => {
  await dashboard.goto("/settings#reprice");
  await dashboard.getByRole("button", { name: "Begin pricing again" }).click();
  await expect(dashboard.getByText("Begun: how far it is stands below.")).toBeVisible();
  const jobs = dashboard.getByRole("list", { name: "Re-pricings" });
  await expect(async () => {
    await dashboard.reload();
    await expect(jobs.getByText(/^done/).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await expect(jobs.getByText(/looked at: every cost stays as it is\./).first()).toBeVisible();
});

test("a model's page tells its list price, limits and where they are from", async ({ dashboard }) => {
  await dashboard.goto("/models/gpt-4o-mini");
  const ledger = dashboard.getByRole("table", { name: "Price history" });
  await expect(ledger.getByRole("row", { name: /genai-prices/ }).getByRole("cell")).toHaveText([
    "$0.15",
    "$0.075",
    "—",
    "$0.60",
  ]);
  await expect(dashboard.getByText(/128,000 tokens of context/)).toBeVisible();
});
