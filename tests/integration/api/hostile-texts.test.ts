import { globSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { GET as readPrometheus } from "#app/metrics/route.ts";
import { parseCsv } from "#lib/server/parse-csv.ts";
import { readReview, showReview } from "#lib/server/read-review.ts";
import type { RouteHandler } from "#lib/server/route.ts";
import { weekOf } from "#lib/review/iso-week.ts";
import { changeProject } from "#lib/store/change-project.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { declareTags } from "#lib/store/declare-tags.ts";
import { verify } from "#lib/store/verify.ts";
import { runCommand } from "#tests/support/run-server.ts";
import { HOSTILE, HOSTILE_TEXTS, STEERING } from "#tests/support/hostile-texts.ts";
import { folded, openApi } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

import { WAYS_IN } from "./ways-in.ts";

const WEEK = weekOf(new Date()).name;
const ROOT = join(import.meta.dirname, "../../..");

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openApi();
  const { store, project } = api.runtime;
  await changeProject(store, project.id, { contentCapture: true, contentDays: 14 });
  await declareTags(store, project.id, ["customer"]);
  key = (await createApiKey(store, { projectId: project.id, scope: "admin", name: HOSTILE.html })).plaintext;
});
afterAll(async () => {
  await api.close();
});

interface Question {
  readonly method?: string;
  readonly query?: string;
  readonly params?: Record<string, string>;
  readonly type?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

async function answerOf(handler: RouteHandler, { query = "", params, method, type, body }: Question) {
  const headers = { authorization: `Bearer ${key}`, "content-type": type ?? "application/json" };
  const sent = body === undefined ? {} : { method: method ?? "POST", body };
  const request = new Request(`http://localhost/?${query}`, { headers, ...sent });
  const answer = await handler(request, { params: Promise.resolve(params) });
  return { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await answer.text() };
}

/** Whether text that is told holds something that would steer what shows it. Protobuf is bytes. */
const steers = ({ type, text }: { type: string; text: string }): boolean =>
  !type.includes("protobuf") && STEERING.test(text);

test.each(Object.entries(WAYS_IN))("by %s no text breaks what takes it, nor what it says", async (_way, send) => {
  const broken: string[] = [];
  for (const [i, [name, text]] of HOSTILE_TEXTS.entries()) {
    const { handler, ...sent } = send(text, i + 1);
    const answer = await answerOf(handler, sent);
    if (answer.status >= 500 || steers(answer)) broken.push(`${name}: ${answer.status} ${answer.text}`);
  }
  expect(broken).toEqual([]);
});

/** Every route that is read, but for the stream that never ends. */
async function readable(): Promise<(readonly [string, RouteHandler])[]> {
  const files = globSync("app/{api,metrics}/**/route.ts", { cwd: ROOT }).filter((file) => !file.includes("/live/"));
  const found = files.toSorted().map(async (file) => {
    // A module of the app: its exports are route handlers, by Next's own convention.
    const { GET } = (await import(/* @vite-ignore */ join(ROOT, file))) as { GET?: RouteHandler };
    return GET === undefined ? [] : [[file, GET] as const];
  });
  return (await Promise.all(found)).flat();
}

/** Messages are data of people who may write from right to left: they keep what turns directions. */
const CONTROL = /[^\P{Cc}\t\n\r]/u;
const GROUPS = [
  "task_type",
  "model",
  "tag.customer",
  "route",
  "closing_model",
  "failure_reason",
  "key",
  "service_tier",
];

/** What is asked for as usual, and then by every text wherever one can be given. */
const QUESTIONS: readonly Question[] = [
  { params: { id: "nobody", week: WEEK } },
  ...GROUPS.map((group) => ({ params: { id: "nobody", week: WEEK }, query: `group_by=${encodeURIComponent(group)}` })),
  ...["md", "csv"].map((format) => ({ params: { id: "nobody", week: WEEK }, query: `format=${format}` })),
  ...HOSTILE_TEXTS.flatMap(([, text], i) => {
    const names = ["id", "task_type", "group_by", "cursor", "from", "format", "version", text.slice(0, 40)];
    const params = { id: text.slice(0, 200), week: text };
    const query = new URLSearchParams([[names[i % names.length] ?? "", text.slice(0, 2_000)]]).toString();
    return [{ params }, { params: { ...params, week: WEEK }, query }];
  }),
];

test("whatever is asked, and with whatever words, every answer is whole and steers nobody's terminal", async () => {
  await folded(api.runtime);
  const broken: string[] = [];
  for (const [file, handler] of await readable()) {
    for (const asked of QUESTIONS) {
      const answer = await answerOf(handler, asked);
      const isJson = answer.type.startsWith("application/json");
      const whole = isJson ? typeof JSON.parse(answer.text) === "object" : answer.status === 200;
      const steering = /(content|export)\/route/.test(file) ? CONTROL.test(answer.text) : steers(answer);
      if (answer.status >= 500 || !whole || steering)
        broken.push(
          `${file} ${JSON.stringify(asked).slice(0, 200)}: ${answer.status} ${answer.text.slice(Math.max(0, answer.text.search(STEERING) - 90)).slice(0, 120)}`,
        );
    }
  }
  expect(broken).toEqual([]);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("the figures of a server reach Prometheus line by line, and no text of anybody's among them", async () => {
  const { text } = await answerOf(readPrometheus, {});
  const odd = text.split("\n").filter((line) => !/^(# (HELP|TYPE) .*|\w+(\{\w+="\w+"\})? [-+.e\d]+|)$/.test(line));
  expect(odd).toEqual([]);
  expect(text).not.toContain("owned");
});

test("a review's Markdown has no mark-up but its own, and its CSV no formula", async () => {
  const { store, project } = api.runtime;
  const review = await readReview(store, project, { week: WEEK });
  expect(review.unpriced.length).toBeGreaterThan(0);
  expect(review.decisions.length).toBeGreaterThan(5);
  const texts = HOSTILE_TEXTS.map(([, text]) => text.slice(0, 300));
  const ratio = { ratio: 2, low: 1.5, high: null };
  const said = {
    ...review,
    claims: texts.map((name) => ({ ...ratio, name })),
    incidents: texts.map((title) => ({ title, since: review.from, ended: null, failed_calls_usd: "1" })),
    marks: texts.map((text) => ({ at: review.from, label: text, kind: text })),
    advice: texts.map((text) => ({
      task_type: text,
      model: text,
      instead_of: [text],
      grade: "A" as const,
      saved_a_month_usd: "2",
      saved_a_month_at_least_usd: "1",
      success_change: 0,
      success_change_ci: [0, 0] as const,
      tasks_a_month: 1,
      covered: 1,
    })),
  };
  const markdown = showReview(said, "md").body;
  const marks = /[<[\]`*~]|:\/\/|www\.|&#|(?<=- )#/g;
  expect([...markdown.replaceAll(/\\[^\n]/g, "").matchAll(marks)].map(([mark]) => mark)).toEqual([]);
  expect(markdown).not.toMatch(STEERING);
  const cells = parseCsv(showReview(said, "csv").body).flat();
  expect(cells.filter((cell) => /^[=+\-@\t\r＝]/.test(cell) && !/^-?[\d.]+$/.test(cell))).toEqual([]);
  expect(cells.filter((cell) => cell.includes("owned")).length).toBeGreaterThan(20);
});

test("the command line prints what it is told of in lines of its own", async () => {
  const folder = await mkdtemp(join(tmpdir(), "outturn-hostile-"));
  const bill = join(folder, "bill.csv");
  const env = { DATABASE_URL: api.runtime.databaseUrl, OUTTURN_DATA_DIR: folder };
  const lines = HOSTILE_TEXTS.map(([, text]) => `2026-11-03,1,usd,"${text.replaceAll('"', '""')}, input"`);
  await writeFile(bill, ["start_time_iso,amount_value,amount_currency,line_item", ...lines].join("\n"));
  const broken = join(folder, "broken.csv");
  await writeFile(broken, `start_time_iso,amount_value,amount_currency\n2026-11-03,1,${HOSTILE.terminal}`);
  const said = await Promise.all([
    runCommand(["reconcile", bill], env),
    runCommand(["reconcile", broken], env),
    runCommand(["reprice", "--from", "2026-11-01", "--to", "2027-01-01", "--dry-run"], env),
    runCommand(["verify"], env),
  ]);
  await rm(folder, { recursive: true });
  expect(said.map(({ status }) => status)).toEqual([0, 1, 0, 0]);
  for (const { stdout, stderr } of said) expect(`${stdout}${stderr}`).not.toMatch(STEERING);
  expect(said[0]?.stdout).toContain("owned");
});

test("what came in adds up, every word of it", async () => {
  const { differenceCount, tasks } = await verify(api.runtime.store);
  expect(differenceCount).toBe(0);
  expect(tasks).toBeGreaterThan(HOSTILE_TEXTS.length);
});
