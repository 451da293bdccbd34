import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";
import { E2E } from "#tests/support/e2e-server.ts";

/** Signs in with the first administrator's password and waits for the overview. */
async function signIn(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(E2E.email);
  await page.getByLabel("Password").fill(E2E.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "What success costs" })).toBeVisible();
}

/** Messages of the browser's console, and errors no code caught. */
export function watchConsole(page: Page): string[] {
  const messages: string[] = [];
  page.on("console", (message) => messages.push(`${message.type()}: ${message.text()} (${message.location().url})`));
  page.on("pageerror", (error) => messages.push(`uncaught: ${error.message}`));
  return messages;
}

/** @param rules only these of axe's; all when not given. */
export async function expectAccessible(page: Page, rules?: readonly string[]): Promise<void> {
  // Drawn anew after a form, a page is without its title until its head has streamed in.
  await expect(page).toHaveTitle(/Outturn/);
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules === undefined ? axe : axe.withRules([...rules])).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

/** Nothing sticks out: the page itself never scrolls sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond).toBeLessThanOrEqual(0);
}

interface Fixtures {
  /** A page that is signed in; any console message by the end fails the test. */
  readonly dashboard: Page;
}

export const test = base.extend<Fixtures, { readonly session: string }>({
  session: [
    async ({ browser }, use) => {
      const context = await browser.newContext({ baseURL: E2E.url });
      await signIn(await context.newPage());
      const state = await context.storageState();
      await context.close();
      await use(JSON.stringify(state));
    },
    { scope: "worker" },
  ],
  dashboard: async ({ context, session }, use) => {
    // What the worker's sign-in left, written two lines above.
    const { cookies } = JSON.parse(session) as Awaited<ReturnType<typeof context.storageState>>;
    await context.addCookies(cookies);
    const page = await context.newPage();
    const messages = watchConsole(page);
    await use(page);
    expect(messages).toEqual([]);
  },
});

export { expect };
