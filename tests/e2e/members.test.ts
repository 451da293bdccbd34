import { expect, expectAccessible, test, watchConsole } from "./dashboard-test.ts";

const PASSWORD = "correct horse battery";

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

test("a second project is made, opened and left again, and holds nothing of the first", async ({ dashboard }) => {
  await dashboard.goto("/settings");
  await dashboard.getByLabel("Name of the new project").fill("Support bot");
  await dashboard.getByLabel("Its address").fill("Support Bot");
  await dashboard.getByRole("button", { name: "Make project" }).click();
  await expect(dashboard.getByLabel("Its address")).toHaveAccessibleDescription(/small letters/);
  await dashboard.getByLabel("Its address").fill("support-bot");
  await dashboard.getByRole("button", { name: "Make project" }).click();
  await dashboard.getByRole("button", { name: "Open Support bot" }).click();
  await expect(dashboard.getByRole("banner").getByText("Support bot", { exact: true })).toBeVisible();
  await expect(dashboard.getByText("No calls yet.")).toBeVisible();
  await dashboard.goto("/settings");
  await dashboard.getByRole("button", { name: "Open Default" }).click();
  await expect(dashboard.getByText("simulated data", { exact: true })).toBeVisible();
});
