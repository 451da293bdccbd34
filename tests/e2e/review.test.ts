import { expect, expectAccessible, test } from "./dashboard-test.ts";

test("a review leads to the what-if page, a policy, a decision and paper", async ({ dashboard }, info) => {
  test.slow();
  await dashboard.goto("/reviews");
  await expect(dashboard.getByRole("heading", { level: 1, name: /^Cost review of \d{4}-W\d{2}$/ })).toBeVisible();
  await expect(dashboard.getByRole("table", { name: "The week's figures" })).toContainText("Cost of 1,000 successes");
  await expect(dashboard.getByRole("table", { name: "Why spend changed" })).toContainText("Together");
  await expectAccessible(dashboard);
  await dashboard.screenshot({ path: info.outputPath("review.png"), fullPage: true });
  const review = dashboard.url();

  await dashboard.getByRole("link", { name: "Try it out" }).first().click();
  await expect(dashboard.getByRole("heading", { level: 1, name: "What another model would cost" })).toBeVisible();
  await expect(dashboard.getByRole("status").first()).toContainText(
    /a month less .* Evidence: B, observed with overlap/,
  );
  await expectAccessible(dashboard);

  const download = dashboard.waitForEvent("download");
  await dashboard.getByRole("link", { name: "Policy as JSON" }).click();
  expect((await download).suggestedFilename()).toBe("policy.json");
  await dashboard.getByLabel("Why").fill("The review of the week says so");
  await dashboard.getByRole("button", { name: "Put it in force" }).click();
  await expect(dashboard.getByText(/^Version \d+ is in force\.$/)).toBeVisible();

  await dashboard.goto(review);
  await dashboard.getByLabel("What was decided").fill("Smaller model for new work");
  await dashboard.getByLabel("Expected cost per success").fill("-20");
  await dashboard.getByRole("button", { name: "Write it down" }).click();
  await expect(dashboard.getByText("Written down. It is measured from now on.")).toBeVisible();
  await dashboard.emulateMedia({ media: "print" });
  await expect(dashboard.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(dashboard.getByRole("table", { name: "The week's figures" })).toBeVisible();
  await dashboard.screenshot({ path: info.outputPath("review-print.png"), fullPage: true });
  const paper = await dashboard.pdf({ path: info.outputPath("review.pdf"), format: "A4" });
  expect(paper.subarray(0, 5).toString("latin1")).toBe("%PDF-");
  // Pages of a document that a person reads in three minutes.
  const pages = paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThanOrEqual(1);
  expect(pages).toBeLessThanOrEqual(5);
});

test("a review can be taken away as Markdown", async ({ dashboard }) => {
  await dashboard.goto("/reviews");
  const download = dashboard.waitForEvent("download");
  await dashboard.getByRole("link", { name: "Markdown" }).click();
  expect((await download).suggestedFilename()).toMatch(/^outturn-\d{4}-W\d{2}\.md$/);
});
