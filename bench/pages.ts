// Every page of the dashboard with the sample, as Lighthouse judges it: desktop preset, simulated throttling, median of three.
// `--short` looks once at three pages and judges nothing. `--url http://localhost:3000` looks at a server that runs already, as
// the person of OUTTURN_ADMIN_EMAIL and OUTTURN_ADMIN_PASSWORD. `--only /failures,/costs` looks at the pages whose address
// begins with one of these (`/` is the overview alone), and judges those.
import { mkdirSync, writeFileSync } from "node:fs";

import { findChromium } from "../scripts/chromium.mjs";
import { makeDataDir, startServer, stopServer, whenReady } from "#tests/support/run-server.ts";
import type { Run } from "#tests/support/run-server.ts";

import { openLooker } from "./pages/look-at-page.ts";
import type { Look, Looker } from "./pages/look-at-page.ts";
import { FIXED_PAGES, latestTaskPage } from "./pages/list-pages.ts";
import { signIn } from "./pages/sign-in.ts";
import { installFolder } from "./side-by-side/install-peers.ts";

const short = process.argv.includes("--short");
const RUNS = short ? 1 : 3;
const MOST_SCRIPT_BYTES = 250_000;
const MOST_SHIFT = 0.02;
const WHO = {
  email: process.env["OUTTURN_ADMIN_EMAIL"] ?? "admin@example.com",
  password: process.env["OUTTURN_ADMIN_PASSWORD"] ?? "correct horse battery",
};

const asked = process.argv[process.argv.indexOf("--only") + 1];
const ONLY = process.argv.includes("--only") && asked !== undefined ? asked.split(",") : null;

interface Judged extends Look {
  readonly path: string;
}

const missing = installFolder("lighthouse");
const chromium = findChromium();
if (missing !== null || chromium === null) end([], [missing ?? "no Chromium was found, and none could be installed"]);
else {
  const server = await openServer();
  const looker = await openLooker(chromium);
  try {
    const judged = await lookAtAll(looker, server.url);
    write(judged, looker.version);
    end(judged, judged.flatMap(faultsOf));
  } finally {
    if (server.run !== null) await stopServer(server.run);
  }
}

async function openServer(): Promise<{ url: string; run: Run | null }> {
  const given = process.argv[process.argv.indexOf("--url") + 1];
  if (process.argv.includes("--url") && given !== undefined) return { url: given, run: null };
  const env = { OUTTURN_ADMIN_EMAIL: WHO.email, OUTTURN_ADMIN_PASSWORD: WHO.password };
  const run = await whenReady(await startServer(await makeDataDir(), env, []));
  return { url: run.url, run };
}

async function lookAtAll(looker: Looker, url: string): Promise<Judged[]> {
  const cookie = await signIn(url, WHO);
  const judged: Judged[] = [];
  const wanted = (path: string): boolean =>
    ONLY === null || ONLY.some((begin) => (begin === "/" ? path === "/" : path.startsWith(begin)));
  for (const path of (await listPages(url, cookie)).filter(wanted)) {
    const looks: Look[] = [];
    while (looks.length < RUNS)
      looks.push(await lookPatiently(looker, `${url}${path}`, path === "/sign-in" ? null : cookie));
    const median = medianOf(looks);
    judged.push({ path, ...median });
    console.log(`${path}: ${median.performance}${median.faults.map((fault) => `\n  ${fault}`).join("")}`);
  }
  return judged;
}

/** A browser that could not record its trace says nothing of the page: it is looked at once more. */
async function lookPatiently(looker: Looker, url: string, cookie: string | null): Promise<Look> {
  return looker.look(url, cookie).catch((error: unknown) => {
    console.log(`looking again: ${error instanceof Error ? error.message : String(error)}`);
    return looker.look(url, cookie);
  });
}

/** The pages, with the model of most spend, the latest task, and the latest incident where there is one. */
async function listPages(url: string, cookie: string): Promise<string[]> {
  const fixed = ["/", "/models", "/tasks", "/failures?class=invalid_arguments", "/costs"];
  if (short) return fixed.slice(0, 3);
  const answer = await fetch(`${url}/api/v1/metrics?group_by=model`, { headers: { cookie } });
  // The documented answer of this very version.
  const spend = (await answer.json()) as {
    readonly rows: readonly { readonly model: string; readonly cost_usd: string }[];
  };
  const model = spend.rows.toSorted((a, b) => Number(b.cost_usd) - Number(a.cost_usd))[0]?.model ?? "";
  return [
    ...fixed,
    `/models/${encodeURIComponent(model)}`,
    await latestTaskPage(url, cookie),
    ...FIXED_PAGES,
    "/sign-in",
  ];
}

function medianOf(looks: readonly Look[]): Look {
  const sorted = looks.toSorted((a, b) => a.performance - b.performance);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new Error("a page was not looked at");
  // The middle of each figure, not of one load alone: the scores of one page move by chance independently.
  const of = (figure: (look: Look) => number): number =>
    looks.map(figure).toSorted((a, b) => a - b)[looks.length >> 1] ?? 0;
  return {
    ...middle,
    accessibility: of((look) => look.accessibility),
    bestPractices: of((look) => look.bestPractices),
    shift: of((look) => look.shift),
    scriptBytes: of((look) => look.scriptBytes),
  };
}

function faultsOf({ path, performance, accessibility, bestPractices, shift, scriptBytes, faults }: Judged): string[] {
  const missed = [
    ...(performance < 95 ? [`performance ${performance}`] : []),
    ...(accessibility < 100 ? [`accessibility ${accessibility}`] : []),
    ...(bestPractices < 95 ? [`best practices ${bestPractices}`] : []),
    ...(shift > MOST_SHIFT ? [`layout shift ${shift.toFixed(3)}`] : []),
    ...(scriptBytes > MOST_SCRIPT_BYTES ? [`${Math.round(scriptBytes / 1000)} KB of JavaScript`] : []),
  ];
  return missed.length === 0 ? [] : [`${path} ${missed.join(", ")}${faults.length === 0 ? "" : `: ${faults[0]}`}`];
}

function write(judged: readonly Judged[], version: string): void {
  console.table(
    Object.fromEntries(
      judged.map(({ path, faults, ...look }) => [
        path,
        {
          performance: look.performance,
          accessibility: look.accessibility,
          "best practices": look.bestPractices,
          "layout shift": Number(look.shift.toFixed(4)),
          "JS KB": Math.round(look.scriptBytes / 1000),
          "paint ms": Math.round(look.paintMs),
          "blocked ms": Math.round(look.blockedMs),
          machine: look.machine,
          faults: faults.length,
        },
      ]),
    ),
  );
  mkdirSync("bench/results", { recursive: true });
  writeFileSync(
    "bench/results/pages.json",
    `${JSON.stringify({ version, short, runs: RUNS, pages: judged }, null, 1)}\n`,
  );
}

function end(judged: readonly Judged[], missed: readonly string[]): void {
  if (short && judged.length > 0) console.log("pages: short run, not judged");
  else {
    console.log(missed.length === 0 ? "pages: reached" : `pages: missed: ${missed.join("; ")}`);
    process.exitCode = missed.length === 0 ? 0 : 1;
  }
}
