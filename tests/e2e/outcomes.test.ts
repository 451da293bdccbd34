import { expect, expectAccessible, test } from "./dashboard-test.ts";

test("a person corrects how a task ended, sees it hold, and takes it back", async ({ dashboard }) => {
  await dashboard.goto("/tasks?outcome=failed");
  await dashboard.getByRole("table").getByRole("link").first().click();
  const outcome = dashboard.locator("dt", { hasText: /^Outcome$/ }).locator("xpath=following-sibling::dd[1]");
  await expect(outcome).toContainText("failed");
  await dashboard.getByLabel("Your word on it").selectOption("succeeded");
  await dashboard.getByLabel("Reason, if you like").fill("the customer was served");
  await dashboard.getByRole("button", { name: "Say how this task ended" }).click();
  await expect(dashboard.getByText("succeeded: the customer was served · reviewed · holds")).toBeVisible();
  await expect(outcome).toContainText("succeeded");
  await expectAccessible(dashboard);
  await dashboard.getByRole("button", { name: /^Undo succeeded/ }).click();
  await expect(dashboard.getByText("the customer was served")).toHaveCount(0);
  await expect(outcome).toContainText("failed");
});
