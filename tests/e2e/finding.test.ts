import { E2E } from "#tests/support/e2e-server.ts";
import { expect, expectAccessible, test } from "./dashboard-test.ts";

test("a page, a model and a task are found without the mouse, and the keys are listed", async ({ dashboard }) => {
  await dashboard.goto("/?span=7d");
  await expect(dashboard.locator(".skeleton")).toHaveCount(0);
  await dashboard.keyboard.press("Control+k");
  const search = dashboard.getByRole("combobox", { name: "Find a page, model or task" });
  await expect(search).toBeFocused();
  await expectAccessible(dashboard);
  await search.fill("fail");
  await expect(dashboard.getByRole("option", { name: "Failures" })).toHaveAttribute("aria-selected", "true");
  await dashboard.keyboard.press("Enter");
  await expect(dashboard).toHaveURL(/\/failures\?span=7d$/);
  await expect(search).toBeHidden();
  await dashboard.keyboard.press("/");
  await search.fill("4omini");
  await dashboard.getByRole("option", { name: "gpt-4o-mini" }).click();
  await expect(dashboard).toHaveURL(/\/models\/gpt-4o-mini\?span=7d$/);
  await expect(dashboard.getByRole("heading", { level: 1, name: "gpt-4o-mini" })).toBeVisible();
  await dashboard.keyboard.press("?");
  const list = dashboard.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(list).toContainText("Open Costs");
  await dashboard.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await dashboard.keyboard.press("g");
  await dashboard.keyboard.press("c");
  await expect(dashboard).toHaveURL(/\/costs\?span=7d$/);
});

test("a view of the tasks is named, opened again by anybody who has its address, and removed", async ({
  dashboard,
  request,
}) => {
  await dashboard.goto("/tasks?outcome=failed&min_seconds=20");
  await dashboard.getByRole("button", { name: "Saved views: none chosen" }).click();
  await dashboard.getByLabel("Name of what is shown now").fill("Slow failures");
  await dashboard.getByRole("button", { name: "Save this view" }).click();
  await expect(dashboard.getByRole("button", { name: "Saved views: Slow failures" })).toBeVisible();
  await dashboard.goto("/tasks");
  await dashboard.getByRole("button", { name: "Saved views: none chosen" }).click();
  await dashboard.getByRole("link", { name: "Slow failures" }).click();
  await expect(dashboard).toHaveURL(/\/tasks\?outcome=failed&min_seconds=20$/);
  await expect(dashboard.getByLabel("Took at least, s")).toHaveValue("20");
  const asked = await request.get(`/api/v1/tasks${new URL(dashboard.url()).search}`, {
    headers: { authorization: `Bearer ${E2E.readKey}` },
  });
  // As the contract says.
  const { tasks } = (await asked.json()) as {
    tasks: readonly { outcome: string; started_at: string; ended_at: string }[];
  };
  expect(tasks.length).toBeGreaterThan(0);
  for (const task of tasks) {
    expect(task.outcome).toBe("failed");
    expect(Date.parse(task.ended_at) - Date.parse(task.started_at)).toBeGreaterThanOrEqual(20_000);
  }
  await dashboard.getByRole("button", { name: "Saved views: Slow failures" }).click();
  await dashboard.getByRole("button", { name: "Remove the saved view Slow failures" }).click();
  await dashboard.getByRole("button", { name: "Remove", exact: true }).last().click();
  await expect(dashboard.getByRole("button", { name: "Saved views: none chosen" })).toBeVisible();
});
