import { randomBytes } from "node:crypto";
import { E2E } from "#tests/support/e2e-server.ts";
import { makeDataDir, startServer, stopServer, whenReady } from "#tests/support/run-server.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test, watchConsole } from "./dashboard-test.ts";

/** What other pages say before there is anything to show. */
const EMPTY = [
  ["/what-if", "No calls yet."],
  ["/reviews", "Nothing ran in this week"],
  ["/runs", "No cases were run yet"],
  ["/alerts", "Nothing went wrong so far"],
  ["/alerts/channels", "No channel yet"],
  ["/settings/changes", "Nothing was changed yet"],
] as const;

test("a project without calls shows how to connect, after signing in by the one-time link", async ({ browser }) => {
  test.slow();
  const run = await whenReady(await startServer(await makeDataDir()));
  try {
    const link = /http:\S+\/sign-in\/link\?token=\S+/.exec(run.output())?.[0] ?? "";
    const context = await browser.newContext();
    const page = await context.newPage();
    const messages = watchConsole(page);
    await page.goto(link);
    await expect(page.getByRole("heading", { level: 1, name: "What success costs" })).toBeVisible();
    await expect(page.getByText("No calls yet.")).toBeVisible();
    await expect(page.getByText("outturn.observe(new Anthropic())")).toBeVisible();
    await expect(page.getByText("simulated data")).toHaveCount(0);
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
    for (const path of ["/models", "/failures", "/tasks", "/costs"]) {
      await page.goto(`${run.url}${path}`);
      await expect(page.getByText("No calls yet.")).toBeVisible();
    }
    for (const [path, said] of EMPTY) {
      await page.goto(`${run.url}${path}`);
      await expect(page.getByText(said)).toBeVisible();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    }
    expect(messages).toEqual([]);
    const again = await (await browser.newContext()).newPage();
    await again.goto(link);
    await expect(again.getByText(/used already/)).toBeVisible();
    await again.context().close();
    await context.close();
  } finally {
    await stopServer(run);
  }
});

test("filters that nothing fits say so and lead on", async ({ dashboard }) => {
  await dashboard.goto("/?task_type=never_seen&span=24h");
  await expect(dashboard.getByRole("heading", { name: "No calls in this view" })).toBeVisible();
  for (const path of ["/models", "/failures", "/costs", "/models/gpt-4.1", "/tasks"]) {
    await dashboard.goto(`${path}?task_type=never_seen&span=24h`);
    await expect(dashboard.getByRole("heading", { name: /^No (calls|tasks) in this view$/ }), path).toBeVisible();
  }
  await dashboard.goto("/?task_type=never_seen&span=24h");
  await dashboard.getByRole("link", { name: "Drop the filters" }).click();
  await expect(dashboard).not.toHaveURL(/never_seen/);
});

test("a model nobody called is not found, within the shell", async ({ page, session, context }) => {
  const { cookies } = JSON.parse(session) as Awaited<ReturnType<typeof context.storageState>>;
  await context.addCookies(cookies);
  await page.goto("/models/no-such-model");
  await expect(page.getByRole("heading", { name: "Nothing of that name here" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Pages" })).toBeVisible();
});

test("a page that cannot be drawn keeps the shell and offers to try again", async ({ page, session, context }) => {
  const { cookies } = JSON.parse(session) as Awaited<ReturnType<typeof context.storageState>>;
  await context.addCookies(cookies);
  await page.goto("/tasks?cursor=not-a-cursor");
  await expect(page.getByRole("alert").getByRole("heading", { name: "This page could not be drawn" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Pages" })).toBeVisible();
});

test("a call that arrives stands on the open page within two seconds, without a reload", async ({
  dashboard,
  request,
}) => {
  const id = `live-${randomBytes(4).toString("hex")}`;
  await dashboard.goto("/tasks?span=24h");
  await expect(dashboard.getByRole("heading", { name: "Tasks, latest first" })).toBeVisible();
  await dashboard.evaluate(() => Object.assign(window, { neverReloaded: true }));
  const sent = await request.post("/v1/traces", {
    headers: { authorization: `Bearer ${E2E.ingestKey}` },
    data: spanOf(id),
  });
  expect(sent.status()).toBe(200);
  await expect(dashboard.getByRole("link", { name: id })).toBeVisible({ timeout: 5_000 });
  expect(await dashboard.evaluate(() => "neverReloaded" in window)).toBe(true);
});

function spanOf(taskId: string): unknown {
  const now = BigInt(Date.now()) * 1_000_000n;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const count = (key: string, intValue: number) => ({ key, value: { intValue } });
  const span = {
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name: "chat gpt-4o-mini",
    kind: 3,
    startTimeUnixNano: String(now - 900_000_000n),
    endTimeUnixNano: String(now),
    attributes: [
      text("gen_ai.operation.name", "chat"),
      text("gen_ai.provider.name", "openai"),
      text("gen_ai.request.model", "gpt-4o-mini"),
      count("gen_ai.usage.input_tokens", 1200),
      count("gen_ai.usage.output_tokens", 80),
      text("outturn.task.id", taskId),
      text("outturn.task.type", "lead_qualification"),
      text("outturn.task.outcome", "succeeded"),
    ],
  };
  return { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: "browser-test" }, spans: [span] }] }] };
}
