import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { askJson } from "#tests/support/ask-json.ts";
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
  { name: "account", path: "/account", title: "Your account" },
  { name: "rule", path: "/alerts/rules/new", title: /rule/i },
  { name: "model", path: "/models/gpt-4.1", title: "gpt-4.1" },
  { name: "task", path: "/tasks/FAILED", title: "What happened in this task" },
  { name: "no-data", path: "/?environment=nowhere", title: "What success costs" },
] as const;

/** Pages that need something to have happened first, and the tests that look at them once it has. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "/alerts/[id]": "watch-alerts.test.ts",
  "/reviews/[week]": "review.test.ts",
  "/runs/[run]": "numbers-beside.test.ts",
  "/sign-in": "sign-in.test.ts",
  "/sign-in/code": "sign-in.test.ts",
  "/sign-in/invitation": "members.test.ts",
  "/sign-in/no-project": "every-page.test.ts",
  "/sign-in/reset": "sign-in.test.ts",
};

/** The routes under app/, without the folders in brackets that only group them. */
function routes(): string[] {
  const app = resolve(import.meta.dirname, "../../app");
  const pages = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((file) => /(^|\/)page\.tsx$/.test(file));
  return pages.map((file) => join("/", file, "..").replaceAll(/\/\([^/]+\)/g, "") || "/");
}

test("no page is left out of these tests", () => {
  const paths = PAGES.map(({ path }) => path.split("?")[0] ?? "");
  const isSeen = (route: string): boolean => {
    const pattern = new RegExp(`^${route.replaceAll(/\[[^/]+\]/g, "[^/]+")}$`);
    return route in ELSEWHERE || paths.some((path) => pattern.test(path));
  };
  expect(routes().filter((route) => !isSeen(route))).toEqual([]);
  expect(Object.keys(ELSEWHERE).filter((route) => !routes().includes(route))).toEqual([]);
});

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** As the switch of the themes does it; that the server sends the theme in the first byte has a test below. */
async function useTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.evaluate((chosen) => (document.documentElement.dataset["theme"] = chosen), theme);
}

for (const [size, viewport] of Object.entries(SIZES))
  test(`every page is whole, accessible and quiet on a ${size}, light and dark`, async ({
    dashboard,
    request,
  }, info) => {
    test.setTimeout(300_000);
    const { tasks } = await askJson(request, "/api/v1/tasks?outcome=failed&limit=1");
    // As the contract says.
    const [failed] = tasks as readonly { readonly id: string }[];
    await dashboard.setViewportSize(viewport);
    for (const { name, path, title } of PAGES) {
      await dashboard.goto(path.replace("FAILED", encodeURIComponent(failed?.id ?? "")));
      await expect(dashboard.getByRole("heading", { level: 1, name: title })).toBeVisible();
      await expect(dashboard.getByText("simulated data", { exact: true })).toBeVisible();
      await expect(dashboard.locator(".skeleton")).toHaveCount(0);
      await expectNoSidewaysScroll(dashboard);
      for (const theme of ["light", "dark"] as const) {
        await useTheme(dashboard, theme);
        // Structure is the same in both themes; contrast is not.
        await expectAccessible(dashboard, theme === "light" ? undefined : ["color-contrast"]);
        await dashboard.screenshot({ path: info.outputPath(`${name}-${theme}-${size}.png`), fullPage: true });
      }
    }
  });

test("who is a member of no team reads what to do, on a phone too", async ({ dashboard }) => {
  await dashboard.setViewportSize(SIZES.phone);
  await dashboard.goto("/sign-in/no-project");
  await expect(dashboard.getByText("no team has you as a member")).toBeVisible();
  await expectNoSidewaysScroll(dashboard);
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
