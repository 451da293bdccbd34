// npm test: everything from a fresh clone to one last line, `N passed, N failed, N skipped`, summed over all suites.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium } from "./chromium.mjs";
import { bin, pinnedNode, prepare, root } from "./prepare.mjs";

const VITEST_SUITES = ["unit", "compliance", "integration"];

prepare();
const scratch = mkdtempSync(join(tmpdir(), "outturn-test-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));

/**
 * Runs a script on the pinned Node and resolves with its status.
 * @param {string[]} command
 * @param {Record<string, string>} env
 * @returns {Promise<number>}
 */
async function run(command, env = {}) {
  const child = spawn(pinnedNode, command, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => child.kill(signal));
  return new Promise((done) => {
    child.once("error", () => done(1));
    child.once("exit", (code) => done(code ?? 1));
  });
}

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * @typedef {{ status: string, assertionResults: unknown[] }} VitestFile
 * @typedef {{ testResults: VitestFile[], numPassedTests: number, numFailedTests: number, numPendingTests: number,
 *   numTodoTests: number }} VitestReport
 */

/** @param {string} file what vitest reported @returns {Count} */
function countVitest(file) {
  const report = /** @type {VitestReport} */ (JSON.parse(readFileSync(file, "utf8")));
  // A file that could not be loaded failed without a test of its own.
  const broken = report.testResults.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @typedef {{ expected: number, unexpected: number, flaky: number, skipped: number }} PlaywrightStats
 * @param {string} file what Playwright reported
 * @returns {Count}
 */
function countPlaywright(file) {
  const report = /** @type {{ stats: PlaywrightStats, errors: unknown[] }} */ (JSON.parse(readFileSync(file, "utf8")));
  const { stats, errors } = report;
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}

/**
 * A suite that leaves no report, or one without a failure although it failed, counts as one failure.
 * @param {number} status
 * @param {string} file
 * @param {(file: string) => Count} count
 * @returns {Count}
 */
function countOf(status, file, count) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const counted = count(file);
  return status !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

async function runVitest() {
  const file = join(scratch, "vitest.json");
  const projects = VITEST_SUITES.flatMap((suite) => ["--project", suite]);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const status = await run([bin("vitest"), "run", "--passWithNoTests", ...projects, ...reporters]);
  return countOf(status, file, countVitest);
}

async function runPlaywright() {
  const chromium = findChromium();
  if (chromium === null) {
    console.log("No Chromium could be had: install one (apt-get install chromium) or let npm reach its registry.");
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const file = join(scratch, "playwright.json");
  const env = {
    OUTTURN_TEST_CHROMIUM: chromium.file,
    OUTTURN_TEST_CHROMIUM_LIBRARIES: chromium.libraries,
    OUTTURN_TEST_DATA_DIR: join(scratch, "server"),
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  };
  const status = await run([bin("playwright"), "test"], env);
  return countOf(status, file, countPlaywright);
}

// The server's own tests and the browser's serve the production build: it is made once, before either.
const built = await run([join(root, "lib", "cli", "main.ts"), "build"], { OUTTURN_DATA_DIR: join(scratch, "build") });
const counts = [
  { passed: 0, failed: built === 0 ? 0 : 1, skipped: 0 },
  await runVitest(),
  built === 0 ? await runPlaywright() : { passed: 0, failed: 1, skipped: 0 },
];
const total = { passed: 0, failed: 0, skipped: 0 };
for (const { passed, failed, skipped } of counts) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
