import { E2E } from "#tests/support/e2e-server.ts";
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
  await dashboard.getByLabel("Expected change").fill("-20");
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

/** A task of one call, as `run-cases` records it. */
function aCase(model: string, number: number): object {
  const traceId = `${model === "gpt-4o" ? "a" : "b"}${String(number).padStart(15, "0")}`.repeat(2);
  const at = (seconds: number): string => `${BigInt(Date.now() - 60_000 + seconds * 1000)}000000`;
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const count = (key: string, value: number) => ({ key, value: { intValue: value } });
  const whether = (key: string, value: boolean) => ({ key, value: { boolValue: value } });
  const good = number % (model === "gpt-4o" ? 4 : 2) !== 0;
  return {
    traceId,
    spanId: traceId.slice(0, 16),
    name: `chat ${model}`,
    startTimeUnixNano: at(0),
    endTimeUnixNano: at(model === "gpt-4o" ? 2 : 1),
    attributes: [
      text("gen_ai.operation.name", "chat"),
      text("gen_ai.provider.name", "openai"),
      text("gen_ai.request.model", model),
      count("gen_ai.usage.input_tokens", 900 + number),
      count("gen_ai.usage.output_tokens", 120),
      text("outturn.task.id", `run-1:${model}:${number}`),
      text("outturn.task.type", "support"),
      text("outturn.tag.outturn.run", "run-20261123T090000"),
      text("outturn.task.outcome", good ? "succeeded" : "failed"),
      whether("outturn.check.right_tool", good),
      whether("outturn.check.names_lamp", number % 3 !== 0),
      text("deployment.environment.name", "benchmark"),
    ],
  };
}

test("a run of cases is compared on a page of its own", async ({ dashboard, request }, info) => {
  const models = ["gpt-4o", "gpt-4o-mini"];
  const spans = models.flatMap((model) => Array.from({ length: 12 }, (_, i) => aCase(model, i + 1)));
  const sent = await request.post("/v1/traces", {
    headers: { authorization: `Bearer ${E2E.ingestKey}` },
    data: { resourceSpans: [{ scopeSpans: [{ scope: { name: "outturn" }, spans }] }] },
  });
  expect(sent.status()).toBe(200);
  await expect(async () => {
    await dashboard.goto("/runs");
    await dashboard.getByRole("link", { name: "run-20261123T090000" }).click({ timeout: 1_000 });
  }).toPass();
  const table = dashboard.getByRole("table", { name: "The models on the same cases" });
  const row = (name: string) => table.getByRole("row", { name }).getByRole("cell");
  await expect(row("Right tool")).toHaveText(["9 of 12", "6 of 12"]);
  await expect(row("Cases given")).toHaveText(["12", "12"]);
  await expect(dashboard.getByRole("table", { name: "What was kept to" })).toContainText("8 of 12");
  await expectAccessible(dashboard);
  await dashboard.screenshot({ path: info.outputPath("run.png"), fullPage: true });
});
