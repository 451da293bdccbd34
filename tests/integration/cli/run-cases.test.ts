import { execFile } from "node:child_process";
import type { ExecFileException } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { GET as listTasks } from "#app/api/v1/tasks/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import { listRuns, readRun } from "#lib/server/read-runs.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import type { FakeProvider, FakeReply, FakeRequest } from "#tests/support/fake-provider.ts";
import { ask, folded, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

const MAIN = resolve(import.meta.dirname, "../../../lib/cli/main.ts");

/** A lookup that takes two steps, and an answer in JSON. */
const CASES = [
  {
    id: "lookup",
    task_type: "support",
    prompt: "Which lamp did C-204 buy?",
    tools: [
      {
        name: "search_orders",
        parameters: { type: "object", properties: { customer_id: { type: "string" } }, required: ["customer_id"] },
      },
      { name: "search_articles", parameters: { type: "object", properties: { query: { type: "string" } } } },
    ],
    expected_tool: "search_orders",
    expected_arguments: { customer_id: "C-204" },
    tool_results: { search_orders: { item: "Halden" } },
    checks: [{ name: "names_lamp", contains: "Halden" }],
  },
  {
    id: "json",
    task_type: "extraction",
    prompt: "Answer with the total as JSON.",
    json_schema: { type: "object", properties: { total: { type: "number" } }, required: ["total"] },
    checks: [{ path: "/total", equals: 7 }],
  },
];

/** The Claude does everything right; the other model takes the wrong tool and writes prose. */
function model({ model: name, body }: FakeRequest): FakeReply {
  const usage = { input: 1000, output: 100 };
  const text = JSON.stringify(body);
  if (name === "locked") return { status: 401 };
  if (name === "broken") return { status: 400 };
  const good = name.startsWith("claude");
  if (text.includes("as JSON")) return { usage, text: good ? '{"total":7}' : "It is 7." };
  if (text.includes("tool_result") || text.includes('"role":"tool"')) return { usage, text: "The Halden." };
  const call = good
    ? { name: "search_orders", arguments: { customer_id: "C-204" } }
    : { name: "search_articles", arguments: { query: 5 } };
  return { usage, toolCalls: [call] };
}

let api: TestApi;
let fake: FakeProvider;
let server: Server;
let folder: string;
let url: string;
let file: string;
let provider: string;
/** While true the server refuses what holds a task. */
let rejecting = false;

beforeAll(async () => {
  api = await openApi();
  fake = await startFakeProvider({ reply: model });
  provider = `--provider-url ${fake.anthropicBaseUrl}`;
  // Stands for the server's own listener: the route behind it is the real one.
  server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      if (rejecting && chunks.length > 0 && Buffer.concat(chunks).length > 2) {
        outgoing.writeHead(400).end("{}");
        return;
      }
      const headers = Object.entries(incoming.headers).map(
        ([name, value]) => [name, String(value)] as [string, string],
      );
      const request = new Request(`http://localhost${incoming.url}`, {
        method: "POST",
        headers,
        body: Buffer.concat(chunks),
      });
      void postTraces(request, { params: Promise.resolve({}) }).then(async (response) => {
        outgoing.writeHead(response.status, { "content-type": "application/json" });
        outgoing.end(await response.text());
      });
    });
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), "outturn-cases-"));
  file = join(folder, "cases.jsonl");
  await writeFile(file, CASES.map((one) => JSON.stringify(one)).join("\n"));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await fake.close();
  await api.close();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** `outturn run-cases …` as a process of its own. */
function runCases(args: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const known = { OUTTURN_URL: url, OUTTURN_INGEST_KEY: INGEST_KEY, OPENAI_API_KEY: "k", ANTHROPIC_API_KEY: "k" };
  const options = { env: { ...process.env, ...known, ...env } };
  const all = ["--disable-warning=ExperimentalWarning", MAIN, "run-cases", ...args.split(" ")];
  return new Promise((resolve) => {
    execFile(process.execPath, all, options, (error: ExecFileException | null, out: string, err: string) => {
      resolve({ status: typeof error?.code === "number" ? error.code : 0, out, err });
    });
  });
}

/** The cells of a model's line in the table. */
function lineOf(out: string, name: string): string[] {
  const line = out.split("\n").find((candidate) => candidate.includes(`│ ${name}`)) ?? "";
  return line
    .split("│")
    .map((cell) => cell.trim().replaceAll("'", ""))
    .slice(1, -1);
}

test("each case is a task of the run for each model and repeat, and the table compares the models", async () => {
  const models = "gpt-4o-mini,claude-haiku-4-5";
  const { status, out, err } = await runCases(`${file} --models ${models} --repeat 3 ${provider}`);
  expect(status).toBe(0);
  expect(err.trim().split("\n").at(-1)).toMatch(/^12 of 12/);
  const good = lineOf(out, "claude-haiku-4-5");
  // Nine calls of 1,000 × $1 and 100 × $5 a million: $0.0135 for six successes.
  expect(good.slice(1, 7)).toEqual(["6", "3/3", "3/3", "3/3", "6/6", "1.5"]);
  expect(good.at(-2)).toBe("100 % (61–100)");
  expect(good.at(-1)).toMatch(/^\$0\.002250000/);
  const bad = lineOf(out, "gpt-4o-mini");
  expect(bad.slice(1, 7)).toEqual(["6", "0/3", "0/3", "0/3", "3/6", "1.5"]);
  expect(bad.at(-1)).toBe("none of 6");
  const run = /\/runs\/(run-\S+)/.exec(out)?.[1] ?? "";
  await folded(api.runtime);
  const query = new URLSearchParams({ "tag.run": run, environment: "benchmark" }).toString();
  const { body } = await ask(listTasks, { key: READ_KEY, query });
  const { tasks } = body as { tasks: { outcome: string; failure_reason: string | null; entry_model: string }[] };
  const ends = Object.groupBy(tasks, (task) => `${task.entry_model} ${task.outcome} ${task.failure_reason ?? ""}`);
  expect(Object.fromEntries(Object.entries(ends).map(([name, list]) => [name, list?.length]))).toEqual({
    "claude-haiku-4-5 succeeded ": 6,
    "gpt-4o-mini failed json_schema": 3,
    "gpt-4o-mini failed right_tool": 3,
  });
});

test("a run is compared by model without its tag being declared, also where a call failed", async () => {
  await runCases(`${file} --models gpt-4o-mini,claude-haiku-4-5,openai/broken ${provider}`);
  await folded(api.runtime);
  const { reads, project } = api.runtime;
  const now = new Date();
  const [latest] = await listRuns(reads, project.id, now);
  expect(latest?.all.tasks).toBe(6);
  const rows = await readRun(reads, project.id, { run: latest?.run ?? "", now });
  const said = rows.map(({ group, checks, succeeded, calls, tasks, json_compliance: json }) => {
    const { passed, recorded } = checks["right_tool"] ?? {};
    return [group["entry_model"], passed, recorded, succeeded, calls / tasks, json];
  });
  expect(said).toEqual([
    ["broken", 0, 1, 0, 1, null],
    ["claude-haiku-4-5", 1, 1, 2, 1.5, 1],
    ["gpt-4o-mini", 0, 1, 0, 1.5, 0],
  ]);
  expect(await readRun(reads, project.id, { run: "no such run", now })).toEqual([]);
}, 60_000);

test("a key that the vendor does not take ends the run at once, in clear words", async () => {
  const { status, err, out } = await runCases(`${file} --models openai/locked --repeat 20 --concurrency 2 ${provider}`);
  expect(status).toBe(1);
  expect(err).toContain(
    "outturn: The vendor of openai/locked does not take the key in OPENAI_API_KEY (401): check it. 38 cases were not started.",
  );
  expect(out).toMatch(/^2 tasks, /m);
});

test("records that the server did not take make the run end with 1", async () => {
  rejecting = true;
  const { status, err } = await runCases(`${file} --models claude-haiku-4-5 ${provider}`).finally(() => {
    rejecting = false;
  });
  expect(status).toBe(1);
  expect(err).toContain("The server did not take all records of this run");
});

test("no case is started once the limit is spent", async () => {
  const options = "--repeat 5 --concurrency 1 --max-usd 0.004";
  const { out } = await runCases(`${file} --models claude-haiku-4-5 ${options} ${provider}`);
  // Two calls and one a round, $0.0015 each: $0.003, $0.0045.
  expect(out).toContain("The spending limit was reached at $0.004500000: 8 were not started.");
  expect(out).toContain("2 tasks, $0.004500000");
});

test("what cannot be run is refused in one sentence", async () => {
  const broken = join(folder, "broken.jsonl");
  await writeFile(broken, `${JSON.stringify(CASES[0])}\n{"id":`);
  const said = async (args: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { status, err } = await runCases(args, env);
    expect(status).toBe(1);
    return err.trim();
  };
  expect(await said(`${broken} --models gpt-4o-mini`)).toBe(
    "outturn: Line 2 of the cases cannot be read: it is not JSON.",
  );
  expect(await said(`${file} --models no-such-model`)).toBe(
    'outturn: The model "no-such-model" is not known: write openai/NAME or anthropic/NAME to say who serves it.',
  );
  expect(await said(`${file} --models gpt-4o-mini`, { OPENAI_API_KEY: "" })).toBe(
    "outturn: OPENAI_API_KEY is not set: gpt-4o-mini needs it.",
  );
  expect(await said(`${file} --models gpt-4o-mini`, { OUTTURN_INGEST_KEY: "wrong" })).toBe(
    `outturn: The server at ${url} does not take the key in OUTTURN_INGEST_KEY: check it, or make a new one.`,
  );
});
