import { E2E } from "#tests/support/e2e-server.ts";
import { expect, expectAccessible, test } from "./dashboard-test.ts";

const LEDGER = "Cost per 1,000 successes with 95% intervals, by model";

test("a reader without a session is sent to sign in", async ({ page }) => {
  await page.goto("/models");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("the overview says what a success costs on at least six models, with intervals", async ({ dashboard }) => {
  await dashboard.goto("/");
  const rows = dashboard.getByRole("table", { name: LEDGER }).getByRole("row");
  const priced = rows.filter({ hasText: /\$[\d.,]+/ }).filter({ hasText: /[\d.,]+–[\d.,]+/ });
  await expect(priced.nth(5)).toBeVisible();
  await expect(dashboard.getByText(/per 1,000 successes\./)).toContainText(/\$[\d.,]+ on [\d,]+ tasks/);
  await expect(dashboard.getByText("simulated data", { exact: true })).toBeVisible();
  await expect(dashboard.getByText(/^Trust: priced/)).toContainText("outcomes");
});

test("every figure of the ledger is the one the metrics API gives", async ({ dashboard, request }) => {
  // Whole days of the past, so that both sides are asked for the very same range.
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const range = `from=${day(15)}&to=${day(1)}`;
  const answer = await request.get(`/api/v1/metrics?${range}&group_by=entry_model&environment=production`, {
    headers: { authorization: `Bearer ${E2E.readKey}` },
  });
  const { rows } = (await answer.json()) as {
    rows: { entry_model: string; cost_per_success_usd: string | null; success_rate: number | null }[];
  };
  await dashboard.goto(`/?${range}`);
  const table = dashboard.getByRole("table", { name: LEDGER });
  expect(rows.length).toBeGreaterThanOrEqual(6);
  for (const { entry_model, cost_per_success_usd, success_rate } of rows) {
    if (cost_per_success_usd === null || success_rate === null) continue;
    const row = table.getByRole("row").filter({ has: dashboard.getByRole("link", { name: entry_model, exact: true }) });
    const cost = await row.getByRole("cell").nth(1).innerText();
    const perThousand = Number(cost_per_success_usd) * 1000;
    expect(Math.abs(Number(cost.replaceAll(/[$,]/g, "")) - perThousand)).toBeLessThanOrEqual(perThousand * 0.005);
    await expect(row.getByRole("cell").nth(3)).toHaveText(`${(success_rate * 100).toFixed(1)}%`);
  }
});

test("a task type narrows the page; the choice survives a reload, and back undoes it", async ({ dashboard }) => {
  await dashboard.goto("/");
  const sentence = dashboard.getByText(/per 1,000 successes\./);
  const before = await sentence.innerText();
  await dashboard.getByRole("button", { name: /^Task type/ }).click();
  await dashboard.getByRole("menuitemcheckbox", { name: "lead_qualification" }).click();
  await expect(dashboard).toHaveURL(/task_type=lead_qualification/);
  await expect(sentence).not.toHaveText(before);
  const narrowed = await sentence.innerText();
  await dashboard.keyboard.press("Escape");
  await dashboard.reload();
  await expect(sentence).toHaveText(narrowed);
  await expect(dashboard.getByRole("button", { name: "Task type: lead_qualification" })).toBeVisible();
  await dashboard.goBack();
  await expect(dashboard).not.toHaveURL(/task_type/);
  await expect(sentence).toHaveText(before);
});

test("a model opens from the ledger with the view it was opened from", async ({ dashboard }) => {
  await dashboard.goto("/?span=7d&task_type=lead_qualification");
  const link = dashboard.getByRole("table", { name: LEDGER }).getByRole("link").first();
  const model = await link.innerText();
  await link.click();
  await expect(dashboard.getByRole("heading", { level: 1, name: model })).toBeVisible();
  await expect(dashboard).toHaveURL(/span=7d&task_type=lead_qualification/);
  await expect(dashboard.getByRole("heading", { name: "How its calls fail" })).toBeVisible();
  await dashboard.goBack();
  await expect(dashboard.getByRole("table", { name: LEDGER })).toBeVisible();
});

test("a chart can be read as a table and taken along as CSV", async ({ dashboard }) => {
  await dashboard.goto("/");
  await dashboard.getByRole("button", { name: "View as table: The frontier" }).click();
  const table = dashboard.getByRole("table", { name: "The frontier" });
  await expect(table.getByRole("columnheader", { name: "Cost per 1,000 tasks" })).toBeVisible();
  await expectAccessible(dashboard);
  const download = dashboard.waitForEvent("download");
  await dashboard.getByRole("button", { name: "Download CSV: Cost per 1,000 successes, by model" }).click();
  expect((await download).suggestedFilename()).toBe("cost-per-success-by-model.csv");
});

test("days chosen by hand stand in the address", async ({ dashboard }) => {
  await dashboard.goto("/");
  await dashboard.getByRole("button", { name: /^Time range/ }).click();
  const last = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  const first = new Date(Date.now() - 8 * 86_400_000).toISOString().slice(0, 10);
  await dashboard.getByLabel("From").fill(first);
  await dashboard.getByLabel("Through").fill(last);
  await dashboard.getByRole("button", { name: "Show these days" }).click();
  await expect(dashboard).toHaveURL(new RegExp(`from=${first}`));
  await expect(dashboard.getByRole("table", { name: LEDGER })).toBeVisible();
});

test("failures are counted in calls, tasks or dollars, and a class opens the tasks behind it", async ({
  dashboard,
}) => {
  await dashboard.goto("/");
  await dashboard.getByRole("link", { name: "dollars", exact: true }).click();
  await expect(dashboard).toHaveURL(/measure=dollars/);
  const table = dashboard.getByRole("table", { name: /^Calls that failed, by model and class, in dollars/ });
  await expect(table.getByRole("cell", { name: /^\$/ }).first()).toBeVisible();
  await table.getByRole("link", { name: "invalid arguments" }).click();
  await expect(dashboard.getByRole("heading", { level: 1, name: "How work fails" })).toBeVisible();
  await dashboard.getByRole("link", { name: "Show the tasks" }).click();
  await expect(dashboard).toHaveURL(/failure=invalid_arguments/);
  const task = dashboard
    .getByRole("table", { name: /^Tasks with outcome/ })
    .getByRole("link")
    .first();
  const id = await task.innerText();
  await task.click();
  await expect(dashboard.getByRole("heading", { level: 1, name: "What happened in this task" })).toBeVisible();
  await expect(dashboard.getByText(id, { exact: true })).toBeVisible();
});

test("models sort by a heading, and the order stands in the address", async ({ dashboard }) => {
  await dashboard.goto("/models");
  await dashboard.getByRole("link", { name: "success", exact: true }).click();
  await expect(dashboard).toHaveURL(/sort=success/);
  await expect(dashboard.getByRole("columnheader", { name: "success", exact: true })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
});
