// npm run tour: walks through a server that runs with the sample, as docs/tour.md tells it, and writes that page and its pictures
// anew. `-- --url http://localhost:3000`, as the person of OUTTURN_ADMIN_EMAIL and OUTTURN_ADMIN_PASSWORD.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { findChromium } from "./chromium.mjs";
import { fail, root } from "./prepare.mjs";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */

const PICTURES = join(root, "docs", "tour");
const SIZE = { width: 1280, height: 800 };

const given = process.argv.indexOf("--url");
const url = given < 0 ? "http://localhost:3000" : (process.argv[given + 1] ?? "");
const email = process.env["OUTTURN_ADMIN_EMAIL"] ?? fail("Set OUTTURN_ADMIN_EMAIL and OUTTURN_ADMIN_PASSWORD.");
const password = process.env["OUTTURN_ADMIN_PASSWORD"] ?? fail("Set OUTTURN_ADMIN_PASSWORD.");
const browser = findChromium() ?? fail("No Chromium was found, and none could be installed.");

mkdirSync(PICTURES, { recursive: true });
const opened = await chromium.launch({
  executablePath: browser.file,
  args: ["--no-sandbox"],
  env: browser.libraries === "" ? process.env : { ...process.env, LD_LIBRARY_PATH: browser.libraries },
});
try {
  const page = await opened.newPage({ viewport: SIZE, reducedMotion: "reduce", colorScheme: "light" });
  await signIn(page);
  const walk = await take(page);
  writeFileSync(join(root, "docs", "tour.md"), tell(walk));
} finally {
  await opened.close();
}

/** @param {Page} page */
async function signIn(page) {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "What success costs" }).waitFor();
}

/**
 * The walk: each step follows what the one before showed, as a reader does.
 * @param {Page} page
 */
async function take(page) {
  const sentence = page.getByText(/per 1,000 successes\./);
  await settle(page);
  const said = oneLine(await sentence.innerText());
  await keep(page, "1-overview");

  const model = oneLine(await sentence.getByRole("link").innerText());
  await sentence.getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: model }).waitFor();
  await settle(page);
  const failures = page.getByRole("table", { name: "Failed calls by class" });
  await keep(page, "2-model", failures);
  const ways = (await failures.locator("tbody tr").allInnerTexts()).map((row) => row.split("\t"));
  const tools = ways.find(([name = ""]) => /tool|argument/i.test(name));
  const way = tools ?? ways[0] ?? fail(`${model} made no failed call: the walk needs the sample.`);

  await failures.getByRole("link", { name: way[0] ?? "", exact: true }).click();
  await page.waitForURL(/\/failures/);
  const query = new URL(page.url()).searchParams;
  query.set("entry_model", model);
  await page.goto(`${url}/failures?${query}`);
  await settle(page);
  const wrong = page.getByRole("table", { name: "Violations by model, tool and path" });
  const worst = oneLine(await wrong.locator("tbody tr").first().locator("th").innerText());
  const tool = oneLine(await wrong.locator("tbody tr code").first().innerText());
  await keep(page, "3-failures", wrong);

  await page.getByRole("link", { name: "Show the tasks" }).click();
  await page.getByRole("heading", { level: 1, name: "What happened", exact: true }).waitFor();
  await settle(page);
  const first = page
    .getByRole("table", { name: /^Tasks with outcome/ })
    .locator("tbody tr")
    .first();
  const task = oneLine(await first.getByRole("link").first().innerText());
  await keep(page, "4-tasks");
  await first.getByRole("link").first().click();
  await page.getByRole("heading", { level: 1, name: "What happened in this task" }).waitFor();
  await settle(page);
  await keep(page, "5-task");

  await page.goto(`${url}/what-if?best=1`);
  await settle(page);
  const answer = oneLine(await page.getByRole("status").first().innerText());
  await keep(page, "6-what-if");
  return { said, model, way, worst, tool, task, answer };
}

/** @param {Page} page */
async function settle(page) {
  await page.locator(".skeleton").first().waitFor({ state: "detached" });
  await page.evaluate(() => document.fonts.ready.then(() => true));
}

/** @param {string} text */
function oneLine(text) {
  return text.replaceAll(/\s+/g, " ").trim();
}

/**
 * Keeps what stands on the screen; the part that is told of in the middle of it. Chromium itself packs the picture, so that no
 * package is needed for it.
 * @param {Page} page
 * @param {string} name
 * @param {Locator} [part]
 */
async function keep(page, name, part) {
  if (part === undefined) await page.evaluate(() => scrollTo(0, 0));
  else await part.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const png = (await page.screenshot()).toString("base64");
  const packed = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.82).split(",")[1] ?? "";
  }, png);
  writeFileSync(join(PICTURES, `${name}.webp`), Buffer.from(packed, "base64"));
}

/** @param {Awaited<ReturnType<typeof take>>} walk */
function tell({ said, model, way, worst, tool, task, answer }) {
  const [name, calls, share, tasks, cost] = way;
  return `# A walk: from the bill to the property that costs it

Five minutes with the simulated project that a new installation holds. \`npm run tour\` walks it anew on a running server, takes the
pictures and writes this page, so that what is told here is what the pages say; the sample is made afresh for the days before an
installation, so yours says other days and slightly other figures.

## 1. What does success cost, and where does the money go?

![The overview](tour/1-overview.webp)

The overview opens with a sentence:

> ${said}

It names the model whose tasks waste most, **${model}**. Follow it.

## 2. How does that model fail?

![The page of ${model}](tour/2-model.webp)

Its own calls, by the class they ended in: **${name}** on ${calls} calls, ${share} of them all, in ${tasks} tasks, for ${cost}. That is
a matter of tools, so follow the class.

## 3. Which tool breaks it, and where?

![How its tool calls fail](tour/3-failures.webp)

Narrowed to tasks that began with ${model}, the page says what was wrong with the latest bad tool calls, property by property. First:

> ${worst}

So the tool is \`${tool}\`. "Show the tasks" opens those that suffered.

## 4. What happened in one of them?

![Tasks with such a call](tour/4-tasks.webp)

Each with its outcome, its failed calls, what it took and what it cost. The first is \`${task}\`.

![The task](tour/5-task.webp)

Its calls in time, with the attempts and the waits between them, the verdict on each tool call with the offending path, and a ledger that
adds up to its cost. Whoever knows better how it ended says so below, and can take that back.

## 5. What would moving it save?

![What another model would cost](tour/6-what-if.webp)

What if takes the best policy that the project's own records speak for:

> ${answer}

The table beside it holds today and the choice with intervals, and the policy can be exported or served to the router in the library.
`;
}
