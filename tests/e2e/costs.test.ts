import { E2E } from "#tests/support/e2e-server.ts";
import { expect, expectAccessible, test } from "./dashboard-test.ts";

/** Whole days of the past, so that page and API are asked for the very same range. */
function pastFortnight(): string {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  return `from=${day(15)}&to=${day(1)}`;
}

test("spend by model is what the metrics API gives, to the cent, with unpriced calls beside it", async ({
  dashboard,
  request,
}) => {
  const range = pastFortnight();
  const answer = await request.get(`/api/v1/metrics?${range}&group_by=model`, {
    headers: { authorization: `Bearer ${E2E.readKey}` },
  });
  const { rows } = (await answer.json()) as {
    rows: { model: string; cost_usd: string | null; unpriced_calls: number }[];
  };
  expect(rows.length).toBeGreaterThanOrEqual(6);
  await dashboard.goto(`/costs?${range}`);
  const table = dashboard.getByRole("table", { name: "Spend by model", exact: true });
  for (const { model, cost_usd, unpriced_calls } of rows) {
    const row = table.getByRole("row").filter({ has: dashboard.getByRole("link", { name: model, exact: true }) });
    const spend = row.getByRole("cell").nth(1);
    if (cost_usd === null) await expect(spend).toContainText(/unknown: \d+ calls? without a price/);
    else if (Number(cost_usd) >= 0.01)
      expect(Math.abs(Number((await spend.innerText()).replaceAll(/[$,]/g, "")) - Number(cost_usd))).toBeLessThan(
        0.006,
      );
    if (unpriced_calls > 0) await expect(row).toContainText(String(unpriced_calls));
  }
});

test("the kinds of token add up to the spend, and each way of telling spend apart gives the same sum", async ({
  dashboard,
}) => {
  const range = pastFortnight();
  const sums: string[] = [];
  for (const [by, name] of [
    ["model", "model"],
    ["task_type", "task type"],
    ["kind", "token kind"],
    ["service_tier", "service tier"],
    ["key", "key"],
  ] as const) {
    await dashboard.goto(`/costs?${range}&by=${by}&tick=week`);
    const table = dashboard.getByRole("table", { name: `Spend by ${name}`, exact: true });
    const all = table.getByRole("row").filter({ has: dashboard.getByRole("rowheader", { name: "All", exact: true }) });
    sums.push(await all.getByRole("cell").nth(1).innerText());
  }
  expect(sums[0]).toMatch(/^\$[\d,.]+$/);
  expect(new Set(sums).size).toBe(1);
});

test("the chart can be read as a table, taken along, and zoomed into on request", async ({ dashboard }) => {
  await dashboard.goto("/costs");
  await dashboard.getByRole("group", { name: "Bars" }).getByRole("link", { name: "week" }).click();
  await expect(dashboard.getByRole("heading", { name: "Spend by model and week" })).toBeVisible();
  await dashboard.getByRole("button", { name: "View as table: Spend by model and week" }).click();
  await expect(dashboard.getByRole("columnheader", { name: "All USD", exact: true })).toBeVisible();
  const download = dashboard.waitForEvent("download");
  await dashboard.getByRole("button", { name: /^Download CSV/ }).click();
  expect((await download).suggestedFilename()).toBe("spend-by-week.csv");
  await dashboard.getByRole("button", { name: /^View as table/ }).click();
  await dashboard.getByRole("button", { name: "Zoom in with a brush" }).click();
  await expect(dashboard.locator(".recharts-brush")).toBeVisible();
  await expectAccessible(dashboard);
  await dashboard.getByRole("button", { name: "Show the whole range" }).click();
  await expect(dashboard.locator(".recharts-brush")).toHaveCount(0);
});

test("a filter narrows spend; what calls are not kept by together is said", async ({ dashboard }) => {
  await dashboard.goto("/costs?task_type=invoice_extraction&by=key");
  await expect(dashboard.getByText("Calls are not kept by task type and key together.")).toBeVisible();
  await dashboard.getByRole("link", { name: "model", exact: true }).click();
  await expect(dashboard.getByRole("table", { name: "Spend by model", exact: true })).toBeVisible();
  await dashboard.goto("/costs?task_type=never_seen");
  await expect(dashboard.getByRole("heading", { name: "No calls in this view" })).toBeVisible();
});

test("no page fetches more than 250 KB of script before anyone acts", async ({ dashboard }) => {
  const session = await dashboard.context().newCDPSession(dashboard);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  let bytes = 0;
  const scripts = new Set<string>();
  session.on("Network.responseReceived", ({ requestId, type }) => void (type === "Script" && scripts.add(requestId)));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  for (const path of ["/", "/models", "/failures", "/tasks", "/costs", "/connect", "/settings"]) {
    bytes = 0;
    await dashboard.goto(path);
    await expect(dashboard.locator(".skeleton")).toHaveCount(0);
    await dashboard.evaluate(async () => new Promise((done) => requestIdleCallback(done)));
    expect(bytes, path).toBeGreaterThan(50_000);
    expect(bytes, path).toBeLessThan(250 * 1024);
  }
});
