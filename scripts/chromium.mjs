// Finds a Chromium for the browser tests, or gets one: an installed one, Playwright's own, Debian's package when root, else the
// registry's build that runs without root. Nothing is fetched from anywhere but the package registry and Debian's mirror.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { npm, pinnedNode, root } from "./prepare.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const REGISTRY_BUILD = "@sparticuz/chromium@153.0.0";
const CACHE = join(root, "node_modules", ".cache", "outturn-chromium");

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A file may be there and not run: a snap's stub, a build for other libraries.
 * @param {string} file
 */
function runs(file) {
  const { status } = spawnSync(file, ["--version"], { stdio: "ignore", timeout: 20_000 });
  return status === 0;
}

function installed() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(
    (file) => isExecutable(file) && runs(file),
  );
}

function playwrights() {
  const print = 'console.log((await import("playwright")).chromium.executablePath())';
  const { stdout } = spawnSync(pinnedNode, ["--input-type=module", "-e", print], { cwd: root, encoding: "utf8" });
  const file = stdout.trim();
  return existsSync(file) && runs(file) ? file : undefined;
}

function debians() {
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status !== 0)
    return undefined;
  console.log("installing Debian's chromium …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore", env });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { stdio: "ignore", env });
  return installed();
}

function registrys() {
  const main = join(CACHE, "node_modules", "@sparticuz", "chromium", "build", "index.js");
  if (!existsSync(main)) {
    console.log("installing a Chromium from the registry …");
    mkdirSync(CACHE, { recursive: true });
    npm(["install", "--prefix", CACHE, "--no-audit", "--no-fund", "--loglevel=error", REGISTRY_BUILD]);
  }
  if (!existsSync(main)) return undefined;
  // It unpacks into TMPDIR, with the libraries that a bare machine lacks.
  const unpack = [
    `process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs24.x";`,
    `const { default: chromium } = await import(${JSON.stringify(pathToFileURL(main).href)});`,
    `console.log(await chromium.executablePath());`,
  ].join("\n");
  const env = { ...process.env, TMPDIR: CACHE };
  const { stdout } = spawnSync(pinnedNode, ["--input-type=module", "-e", unpack], { env, encoding: "utf8" });
  const file = stdout.trim();
  return existsSync(file) ? file : undefined;
}

/** Path of a Chromium that runs, and the folder of libraries it brings; null when there is none to be had. */
export function findChromium() {
  const file = installed() ?? playwrights() ?? debians();
  if (file !== undefined) return { file, libraries: "" };
  const own = registrys();
  if (own === undefined) return null;
  return { file: own, libraries: join(CACHE, "al2023", "lib") };
}
