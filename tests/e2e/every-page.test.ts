import type { Page } from "@playwright/test";
import { E2E } from "#tests/support/e2e-server.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./dashboard-test.ts";

const PAGES = [
  { name: "overview", path: "/", title: "What success costs" },
  { name: "models", path: "/models", title: "How the models compare" },
  { name: "failures", path: "/failures?class=invalid_arguments", title: "How work fails" },
  { name: "tasks", path: "/tasks", title: "What happened" },
  { name: "connect", path: "/connect", title: "How calls get here" },
  { name: "costs", path: "/costs", title: "Where the money goes" },
  { name: "review", path: "/reviews", title: /^Cost review of / },
  { name: "what-if", path: "/what-if?best=1", title: "What another model would cost" },
  { name: "runs", path: "/runs", title: "Runs of your own cases" },
  { name: "alerts", path: "/alerts", title: "What went wrong" },
  { name: "alert-rules", path: "/alerts/rules", title: "What is watched" },
  { name: "alert-channels", path: "/alerts/channels", title: "Where alerts are sent" },
  { name: "changes", path: "/settings/changes", title: "Who changed what" },
  { name: "settings", path: "/settings", title: "How this project is set up" },
  { name: "no-data", path: "/?environment=nowhere", title: "What success costs" },
] as const;

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

async function useTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.context().addCookies([{ name: "outturn_theme", value: theme, url: E2E.url }]);
}

for (const theme of ["light", "dark"] as const)
  for (const [size, viewport] of Object.entries(SIZES))
    test(`every page is whole, accessible and quiet in ${theme} on a ${size}`, async ({ dashboard }, info) => {
      test.slow();
      await dashboard.setViewportSize(viewport);
      await useTheme(dashboard, theme);
      for (const { name, path, title } of PAGES) {
        await dashboard.goto(path);
        await expect(dashboard.getByRole("heading", { level: 1, name: title })).toBeVisible();
        await expect(dashboard.getByText("simulated data", { exact: true })).toBeVisible();
        await expect(dashboard.locator(".skeleton")).toHaveCount(0);
        await expectNoSidewaysScroll(dashboard);
        // Structure is the same in both themes; contrast is not.
        await expectAccessible(dashboard, theme === "light" ? undefined : ["color-contrast"]);
        await dashboard.screenshot({ path: info.outputPath(`${name}-${theme}-${size}.png`), fullPage: true });
      }
    });

test("one model and one task are accessible and quiet", async ({ dashboard }) => {
  await dashboard.goto("/models");
  await dashboard
    .getByRole("table")
    .getByRole("link", { name: /gpt|claude|gemini/ })
    .first()
    .click();
  await expect(dashboard.getByRole("heading", { name: "Its tokens" })).toBeVisible();
  await expectAccessible(dashboard);
  await dashboard.goto("/tasks");
  await dashboard.getByRole("table").getByRole("link").first().click();
  await expect(dashboard.getByRole("heading", { name: "Its calls, and what each cost" })).toBeVisible();
  await expectAccessible(dashboard);
});

test("the colours a reader chooses are there in the first byte of the next page", async ({ dashboard }) => {
  await dashboard.goto("/");
  await dashboard.getByRole("radio", { name: "Dark" }).click();
  const ground = () => dashboard.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await expect.poll(ground).toBe("rgb(18, 19, 23)");
  const answer = await dashboard.context().request.get("/models");
  expect(await answer.text()).toContain('data-theme="dark"');
  await dashboard.getByRole("radio", { name: "Light" }).click();
  await expect.poll(ground).toBe("rgb(251, 250, 247)");
});

test("the page can be used with the keyboard alone", async ({ dashboard }) => {
  await dashboard.goto("/");
  await dashboard.keyboard.press("Tab");
  const skip = dashboard.getByRole("link", { name: "Skip to the figures" });
  await expect(skip).toBeFocused();
  await dashboard.keyboard.press("Enter");
  await expect(dashboard.getByRole("main")).toBeFocused();
  await dashboard.keyboard.press("Tab");
  const types = dashboard.getByRole("button", { name: /^Task type/ });
  await expect(types).toBeFocused();
  await dashboard.keyboard.press("Enter");
  const first = dashboard.getByRole("menuitemcheckbox").first();
  await expect(dashboard.getByRole("menu")).toBeVisible();
  await expectAccessible(dashboard);
  await dashboard.keyboard.press("ArrowDown");
  await expect(first).toBeFocused();
  await dashboard.keyboard.press("Enter");
  await expect(first).toBeChecked();
  await expect(dashboard).toHaveURL(/task_type=/);
  await dashboard.keyboard.press("Escape");
  await expect(dashboard.getByRole("menu")).toBeHidden();
  await expect(types).toBeFocused();
});
