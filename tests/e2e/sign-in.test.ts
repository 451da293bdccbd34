import type { Browser, Page } from "@playwright/test";

import { openReceivers } from "#tests/support/alert-receivers.ts";
import type { Receivers } from "#tests/support/alert-receivers.ts";
import { E2E } from "#tests/support/e2e-server.ts";
import { openOidcIssuer } from "#tests/support/oidc-issuer.ts";
import type { OidcIssuer } from "#tests/support/oidc-issuer.ts";
import { totpOf } from "#tests/support/totp.ts";

import { expect, expectAccessible, test, watchConsole } from "./dashboard-test.ts";

const PASSWORD = "correct horse battery";
const OTHER_PASSWORD = "staple battery correct";

let issuer: OidcIssuer;
let receivers: Receivers;
test.beforeAll(async () => {
  issuer = await openOidcIssuer({ ...E2E.oidc, redirectUri: `${E2E.url}/sign-in/oidc/callback` });
  receivers = await openReceivers(E2E.smtpPort);
});
test.afterAll(async () => {
  await issuer.close();
  await receivers.close();
});

async function newPage(browser: Browser): Promise<Page> {
  return (await browser.newContext({ baseURL: E2E.url })).newPage();
}

async function signInAs(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function expectInside(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "What success costs" })).toBeVisible();
}

/** The link in the latest mail to an address; quoted-printable breaks lines with `=`. */
function linkMailedTo(email: string): string {
  const mail = receivers.mails.findLast((one) => one.includes(`To: ${email}`)) ?? "";
  const text = mail.replaceAll("=\r\n", "").replaceAll("=3D", "=");
  return /https?:\/\/\S+/.exec(text)?.[0] ?? "";
}

test("single sign-on lets in whom its claims give a role, in that role, and nobody else", async ({ browser }, info) => {
  test.slow();
  issuer.people.set("1", { email: "olga@example.com", email_verified: true, name: "Olga", groups: ["staff"] });
  issuer.people.set("2", { email: "mallory@example.com", email_verified: true, name: "Mallory", groups: [] });
  issuer.people.set("3", {
    email: E2E.email,
    email_verified: false,
    name: "Not the admin",
    groups: ["outturn-admins"],
  });
  issuer.person = "1";
  const page = await newPage(browser);
  const messages = watchConsole(page);
  await page.goto("/sign-in");
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("sign-in.png") });
  await page.getByRole("link", { name: "Sign in with Acme" }).click();
  await expectInside(page);
  await page.goto("/account");
  await expect(page.getByText("Olga, olga@example.com; viewer of this project’s team.")).toBeVisible();
  expect(messages).toEqual([]);

  for (const [person, says] of [
    ["2", "Single sign-on gives you no role here."],
    ["3", "Single sign-on did not say that your e-mail address is verified"],
  ] as const) {
    issuer.person = person;
    const refused = await newPage(browser);
    await refused.goto("/sign-in");
    await refused.getByRole("link", { name: "Sign in with Acme" }).click();
    await expect(refused.getByText(says)).toBeVisible();
    await refused.context().close();
  }

  issuer.people.set("1", { email: "olga@example.com", email_verified: true, name: "Olga", groups: ["outturn-admins"] });
  issuer.person = "1";
  await page.context().clearCookies();
  await page.goto("/sign-in/oidc");
  await expectInside(page);
  await page.goto("/account");
  await expect(page.getByText("Olga, olga@example.com; admin of this project’s team.")).toBeVisible();
  await page.context().close();
});

test("an invitation comes by mail; its account takes a second factor, a backup code, a passkey and a new password", async ({
  dashboard,
  browser,
}, info) => {
  test.slow();
  const email = "tess@example.com";
  await dashboard.goto("/settings");
  await dashboard.getByLabel("E-mail address of the new member").fill(email);
  await dashboard.getByRole("button", { name: "Invite" }).click();
  await expect(dashboard.getByText(`Invited ${email} as member by mail.`)).toBeVisible();

  const page = await newPage(browser);
  const messages = watchConsole(page);
  await page.goto(linkMailedTo(email));
  await page.getByLabel("Your name").fill("Tess");
  await page.getByLabel(/^New password/).fill(PASSWORD);
  await page.getByRole("button", { name: "Make account and join" }).click();
  await expectInside(page);

  await page.getByRole("link", { name: "Your account" }).click();
  const factor = page.getByRole("region", { name: "Second factor" });
  await factor.getByLabel("Current password").fill("wrong");
  await factor.getByRole("button", { name: "Set up an authenticator app" }).click();
  await expect(factor.getByText("The current password is another one.")).toBeVisible();
  await factor.getByLabel("Current password").fill(PASSWORD);
  await factor.getByRole("button", { name: "Set up an authenticator app" }).click();
  await expect(factor.getByRole("img", { name: "QR code for the authenticator app" })).toBeVisible();
  const secret = await factor.locator("code").first().innerText();
  const backup = await factor.getByRole("list", { name: "Backup codes" }).getByRole("listitem").first().innerText();
  await page.screenshot({ path: info.outputPath("second-factor.png"), fullPage: true });
  await expectAccessible(page);
  await factor.getByRole("textbox", { name: "Code" }).fill(totpOf(secret, Date.now()));
  await factor.getByRole("button", { name: "Turn on" }).click();
  await expect(factor.getByText("It is on.")).toBeVisible();

  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.getByLabel("Name of the new passkey").fill("Laptop");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("button", { name: "Take the passkey Laptop away" })).toBeVisible();
  await page.screenshot({ path: info.outputPath("account.png"), fullPage: true });
  await expectAccessible(page);

  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expectInside(page);

  const other = await newPage(browser);
  await signInAs(other, email, PASSWORD);
  await expect(other.getByRole("heading", { name: "One more code" })).toBeVisible();
  await expectAccessible(other);
  await other.screenshot({ path: info.outputPath("code.png") });
  await other.goto("/settings");
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await other.goto("/sign-in/code");
  await other.getByLabel(/^Six digits/).fill("000000");
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(other.getByText("That code does not fit")).toBeVisible();
  await other.getByLabel(/^Six digits/).fill(backup);
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectInside(other);

  await page.goto("/account");
  await page.getByRole("button", { name: /^Sign Chrome/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("(this one)")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Sign Chrome/ })).toHaveCount(0);
  await other.goto("/");
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();

  await other.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(other.getByRole("heading", { name: "New password" })).toBeVisible();
  await other.getByLabel("E-mail").fill(email);
  await other.getByRole("button", { name: "Mail me a link" }).click();
  await expect(other.getByText("a mail with a link is on its way")).toBeVisible();
  await expect.poll(() => linkMailedTo(email)).toContain("/sign-in/reset?token=");
  await other.goto(linkMailedTo(email));
  await expectAccessible(other);
  await other.getByLabel(/^New password/).fill(OTHER_PASSWORD);
  await other.getByRole("button", { name: "Set it" }).click();
  await expect(other.getByText("The new password is set.")).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await signInAs(page, email, OTHER_PASSWORD);
  await page.getByLabel(/^Six digits/).fill(totpOf(secret, Date.now()));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectInside(page);
  // Chromium's advice on forms that ask for a password alone is no fault of the page.
  expect(messages).toEqual([]);
});
