import { readFile } from "node:fs/promises";
import { parseCsv } from "#lib/server/parse-csv.ts";
import { hostileSpans } from "#tests/support/hostile-spans.ts";
import { HOSTILE, HOSTILE_TEXTS } from "#tests/support/hostile-texts.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test, watchConsole } from "./dashboard-test.ts";

const PASSWORD = "correct horse battery";
/** Names a project and everything in it. */
const SCRIPT = `<img src=x onerror="document.title='owned'">`;

test("an invited viewer joins by a link, sees the figures and may change nothing, until taken out", async ({
  dashboard,
  browser,
}, info) => {
  test.slow();
  await dashboard.goto("/settings");
  await dashboard.getByLabel("E-mail address of the new member").fill("vera@example.com");
  await dashboard.getByLabel("Role of the new member").selectOption("viewer");
  await dashboard.getByRole("button", { name: "Invite" }).click();
  const link = await dashboard.locator("code").filter({ hasText: "/sign-in/invitation?token=" }).innerText();
  await expect(dashboard.getByText("invited as viewer")).toBeVisible();
  await expectAccessible(dashboard);

  const context = await browser.newContext();
  const page = await context.newPage();
  const messages = watchConsole(page);
  await page.goto(link);
  await expect(page.getByText("vera@example.com is invited as viewer.")).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("invitation.png"), fullPage: true });
  await page.getByLabel("Your name").fill("Vera");
  await page.getByLabel(/^New password/).fill(PASSWORD);
  await page.getByRole("button", { name: "Make account and join" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "What success costs" })).toBeVisible();

  await page.goto("/settings");
  await expect(page.getByRole("heading", { name: "Members" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Invite" })).toHaveCount(0);
  await page.getByRole("button", { name: "Save project" }).click();
  await expect(page.getByText("Your role here is viewer, which may not do this: ask an administrator.")).toBeVisible();

  await dashboard.reload();
  await expect(dashboard.getByRole("button", { name: "Take vera@example.com out" })).toBeVisible();
  await dashboard.screenshot({ path: info.outputPath("settings.png"), fullPage: true });
  await dashboard.getByRole("button", { name: "Take vera@example.com out" }).click();
  await dashboard.getByRole("dialog").getByRole("button", { name: "Take out" }).click();
  await expect(dashboard.getByText("vera@example.com", { exact: true })).toHaveCount(0);
  await dashboard.getByRole("link", { name: "Who changed what" }).click();
  await expect(dashboard.getByRole("cell", { name: "Took vera@example.com out." })).toBeVisible();
  await expect(dashboard.getByRole("cell", { name: "Invited vera@example.com as viewer." })).toBeVisible();
  await expectAccessible(dashboard);
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "No project yet" })).toBeVisible();
  await expectAccessible(page);
  expect(messages).toEqual([]);
  await context.close();
});

test("a second project is made, opened and left again, holds nothing of the first, and no name in it runs", async ({
  dashboard,
  request,
}, info) => {
  test.slow();
  await dashboard.goto("/settings");
  await dashboard.getByLabel("Name of the new project").fill(SCRIPT);
  await dashboard.getByLabel("Its address").fill("Support Bot");
  await dashboard.getByRole("button", { name: "Make project" }).click();
  await expect(dashboard.getByLabel("Its address")).toHaveAccessibleDescription(/small letters/);
  await dashboard.getByLabel("Its address").fill("support-bot");
  await dashboard.getByRole("button", { name: "Make project" }).click();
  await dashboard.getByRole("button", { name: `Open ${SCRIPT}` }).click();
  await expect(dashboard.getByRole("banner").getByText(SCRIPT, { exact: true })).toBeVisible();
  await expect(dashboard.getByText("No calls yet.")).toBeVisible();

  await dashboard.goto("/settings");
  await dashboard.getByLabel("Name of the new key").fill(SCRIPT);
  await dashboard.getByLabel("Scope").selectOption("admin");
  await dashboard.getByRole("button", { name: "Make key" }).click();
  const key = await dashboard
    .locator("code")
    .filter({ hasText: /^ot_admin_/ })
    .last()
    .innerText();
  const headers = { authorization: `Bearer ${key}` };
  for (const [i, [, text]] of HOSTILE_TEXTS.entries())
    expect((await request.post("/v1/traces", { headers, data: hostileSpans(text, i + 1) })).status()).toBe(200);
  const decided = { title: HOSTILE.html, task_type: HOSTILE.html };
  expect((await request.post("/api/v1/decisions", { headers, data: decided })).status()).toBe(201);
  await expect(async () => {
    await dashboard.goto("/tasks");
    await expect(dashboard.getByRole("table").getByText(HOSTILE.html).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });

  const html = encodeURIComponent(HOSTILE.html);
  const paths = [
    "/",
    "/models",
    `/models/${html}`,
    "/failures",
    "/costs",
    "/costs?by=key",
    `/tasks/${html}`,
    "/reviews",
  ];
  for (const path of [
    ...paths,
    `/?task_type=${html}`,
    "/what-if?best=1",
    "/alerts/rules",
    "/settings",
    "/settings/changes",
  ]) {
    await dashboard.goto(path);
    await expect(dashboard.locator(".skeleton")).toHaveCount(0);
    await expect(dashboard.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
    expect(await dashboard.title(), path).not.toBe("owned");
    await expect(dashboard.locator("main img, main iframe, main [onerror], main [onload]")).toHaveCount(0);
    await expectNoSidewaysScroll(dashboard);
    await dashboard.screenshot({
      path: info.outputPath(`hostile${path.slice(0, 20).replaceAll(/\W/g, "-")}.png`),
      fullPage: true,
    });
  }
  await dashboard.goto("/models");
  const [file] = await Promise.all([
    dashboard.waitForEvent("download"),
    dashboard
      .getByRole("button", { name: /^Download CSV/ })
      .first()
      .click(),
  ]);
  const csv = await readFile(await file.path(), "utf8");
  expect(csv).toContain("'=HYPERLINK");
  expect(
    parseCsv(csv)
      .flat()
      .filter((cell) => /^[=+\-@\s]/.test(cell)),
  ).toEqual([]);

  await dashboard.goto("/settings");
  await dashboard.getByRole("button", { name: "Open Default" }).click();
  await expect(dashboard.getByText("simulated data", { exact: true })).toBeVisible();
});
