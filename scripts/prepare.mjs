// What every command needs before it can run: a Node new enough for npm's packages, the packages, the generated Prisma client.
// Plain JavaScript without dependencies, because it runs on the machine's own Node before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const LEAST_NODE = [20, 19];
const LOCKFILE = join(root, "package-lock.json");
const INSTALL_STAMP = join(root, "node_modules", ".outturn-installed");
const SCHEMA = join(root, "prisma", "schema.prisma");
const GENERATE_STAMP = join(root, "generated", "prisma", ".outturn-generated");

/** Compiled modules are kept between runs: a second start spends 1.3 s less on loading them (measured on 2 cores). */
const COMPILE_CACHE = join(root, "node_modules", ".cache", "outturn");

/** The Node that the project pins; every TypeScript file runs on it. */
export const pinnedNode = join(root, "node_modules", "node", "bin", "node");

/**
 * The script behind a package's command; it runs on the pinned Node whatever the machine's is.
 * @param {string} name
 */
export function bin(name) {
  const path = join(root, "node_modules", ".bin", name);
  return existsSync(path) ? realpathSync(path) : path;
}

/**
 * Says one sentence and ends: nobody who starts a program wants its stack trace.
 * @param {string} sentence
 * @returns {never}
 */
export function fail(sentence) {
  console.error(`outturn: ${sentence}`);
  process.exit(1);
}

/** @param {string[]} files */
function hash(...files) {
  const sum = createHash("sha256");
  for (const file of files) sum.update(readFileSync(file));
  return sum.digest("hex");
}

/** @param {string} path */
function readStamp(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
    fail(`Node ${process.versions.node} is too old: install Node ${LEAST_NODE.join(".")} or newer and start again.`);
  }
}

/** @param {string} lock */
function isInstalled(lock) {
  if (!existsSync(pinnedNode)) return false;
  if (readStamp(INSTALL_STAMP) === lock) return true;
  // npm writes this file last, so one newer than the lock file is an install of it that somebody made by hand.
  const installed = join(root, "node_modules", ".package-lock.json");
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(LOCKFILE).mtimeMs;
}

/** @param {string[]} args */
export function npm(args) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith(".js") ? [process.execPath, [cli]] : ["npm", []];
  return spawnSync(command, [...first, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
}

/** @param {string} lock */
function install(lock) {
  console.log("installing packages …");
  // Development packages hold the pinned Node and the compiler, so they are wanted even where NODE_ENV says production.
  const flags = ["--include=dev", "--ignore-scripts=false", "--no-audit", "--no-fund", "--loglevel=error"];
  // `install` keeps to the lock file's versions as `ci` does, but bears a registry that lacks other platforms' binaries.
  const { status, stdout, stderr, error } = npm(["install", "--no-save", ...flags]);
  if (status !== 0 || !existsSync(pinnedNode)) {
    const said = `${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}`.trim();
    if (/ENOSPC/.test(said)) fail(`The disk that holds ${root} is full: free some space and start again.`);
    console.error(said.split("\n").slice(-15).join("\n"));
    fail(`npm install did not succeed (see above): check that ${npmRegistry()} can be reached and start again.`);
  }
  writeFileSync(INSTALL_STAMP, lock);
}

function npmRegistry() {
  return npm(["config", "get", "registry"]).stdout?.trim() || "the package registry";
}

function generate() {
  const wanted = hash(SCHEMA, LOCKFILE);
  if (readStamp(GENERATE_STAMP) === wanted) return;
  const { status } = spawnSync(pinnedNode, [join(root, "scripts", "generate.mjs")], { cwd: root, stdio: "inherit" });
  if (status !== 0) fail("The Prisma client could not be generated (see above).");
  writeFileSync(GENERATE_STAMP, wanted);
}

/** Brings packages and generated code up to date; takes milliseconds when they are. */
export function prepare() {
  requireNode();
  const lock = hash(LOCKFILE);
  if (!isInstalled(lock)) install(lock);
  generate();
}

/** @param {string} path */
function readProc(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/**
 * Process id of the npm that started us, directly or through the shell it runs scripts in; 0 when it was not npm, 1 when it is gone.
 * Systems without /proc answer for the direct parent alone.
 */
function findNpm() {
  if (process.env.npm_lifecycle_event === undefined) return 0;
  const parent = process.ppid;
  if (!readProc(`/proc/${parent}/cmdline`).startsWith("sh\0-c\0")) return parent;
  const stat = readProc(`/proc/${parent}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

/**
 * Beside the warning: room for new objects, of which more saves the server no time; the heap grows by 70 % of what is alive before
 * it is collected, instead of fourfold; as many helpers as the machine it is measured on has processors (docs/decisions/0011).
 */
const NODE_FLAGS = [
  "--disable-warning=ExperimentalWarning",
  "--max-semi-space-size=8",
  "--heap-growing-percent=70",
  "--v8-pool-size=2",
];
/** Else the C library keeps freed memory apart for each of a dozen threads, and up to 64 MB of it for itself. */
const MEMORY_ENV = { MALLOC_ARENA_MAX: "2", MALLOC_TRIM_THRESHOLD_: "1000000" };

/**
 * Runs a file on the pinned Node in the foreground and ends with its status. Signals are passed on; when npm itself is killed,
 * or we are, the child is told to stop, so that nothing keeps running that nobody can see.
 * @param {string} file below the repository's root
 * @param {string[]} args
 * @param {Record<string, string>} env added to the environment
 */
export function become(file, args, env = {}) {
  const child = spawn(pinnedNode, [...NODE_FLAGS, join(root, file), ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...MEMORY_ENV, ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  const starter = findNpm();
  const watch = setInterval(() => {
    if (starter !== findNpm()) child.kill("SIGTERM");
  }, 200);
  child.once("error", (error) =>
    fail(`${pinnedNode} could not be started (${error.message}): remove node_modules and start again.`),
  );
  child.once("exit", (code, signal) => {
    clearInterval(watch);
    process.exit(code ?? (signal === "SIGKILL" ? 137 : 1));
  });
}
