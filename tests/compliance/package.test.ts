import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startFakeProvider } from "#tests/support/fake-provider.ts";

import { valueOf } from "./compare.ts";
import { spansIn, startRecorder } from "./recorder.ts";

const run = promisify(execFile);
const root = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
/** What the package needs, from this repository's own installation: nothing is fetched. */
const NEEDED = ["ajv", "fast-deep-equal", "fast-uri", "json-schema-traverse", "require-from-string"];

const USE = `
const outturn = new Outturn({ spool: false });
const openai = outturn.observe(new OpenAI({ apiKey: "fake" }));
await outturn.task("packed", { id: "task-1" }, async (task) => {
  await openai.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: "hello" }] });
  task.succeed();
});
await outturn.shutdown();
`;
const PROGRAMS = {
  esm: { type: "module", head: 'import { Outturn } from "outturn";\nimport OpenAI from "openai";\n', body: USE },
  commonjs: {
    type: "commonjs",
    head: 'const { Outturn } = require("outturn");\nconst { OpenAI } = require("openai");\n',
    body: `(async () => {${USE}})();`,
  },
} as const;

let folder = "";
let tarball = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outturn-packed-"));
  await run(process.execPath, [root("scripts/pack-library.mjs"), folder]);
  const [name = ""] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  tarball = join(folder, name);
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

/** A fresh project with the package installed from the tarball. */
async function install(type: "module" | "commonjs"): Promise<string> {
  const project = join(folder, type);
  await mkdir(project);
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "fresh", version: "1.0.0", type }));
  const needed = NEEDED.map((name) => `file:${root(`node_modules/${name}`)}`);
  const quiet = ["--offline", "--install-links", "--no-audit", "--no-fund", "--ignore-scripts"];
  await run("npm", ["install", ...quiet, tarball, ...needed], { cwd: project });
  await symlink(root("node_modules/openai"), join(project, "node_modules/openai"));
  return project;
}

describe("the package", () => {
  test("has at most 150 KB, and nothing of the server", async () => {
    const { stdout } = await run("tar", ["tzf", tarball]);
    expect((await stat(tarball)).size).toBeLessThanOrEqual(150_000);
    const files = stdout.trim().split("\n");
    expect(files.filter((file) => /lib\/(?!capture\/|domain\/|verdict\/)/.test(file))).toEqual([]);
    expect(files).toContain("package/index.mjs");
  });

  test.each(["esm", "commonjs"] as const)("installs into a fresh %s project and records a call there", async (kind) => {
    const { type, head, body } = PROGRAMS[kind];
    const project = await install(type);
    await writeFile(join(project, "use.js"), head + body);
    const provider = await startFakeProvider();
    const recorder = await startRecorder([{ status: 200 }]);
    const env = {
      PATH: process.env["PATH"],
      NODE_ENV: "test" as const,
      OPENAI_BASE_URL: provider.openaiBaseUrl,
      OUTTURN_URL: recorder.url,
      OUTTURN_INGEST_KEY: "k",
    };
    await run(process.execPath, ["use.js"], { cwd: project, env });
    const spans = recorder.received.flatMap(spansIn);
    expect(spans.map((span) => valueOf(span, "outturn.task.id"))).toEqual(["task-1", "task-1"]);
    await provider.close();
    await recorder.close();
  });

  test("has types for both", async () => {
    const project = join(folder, "module");
    const use = "new Outturn().observe({ a: 1 }).a satisfies number;\nexport const task: Task | null = null;\n";
    await writeFile(join(project, "use.mts"), `import { Outturn, type Task } from "outturn";\n${use}`);
    await writeFile(join(project, "use.cts"), `import { Outturn, type Task } from "outturn";\n${use}`);
    const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom"];
    const tsc = [root("node_modules/typescript/bin/tsc"), ...flags, "use.mts", "use.cts"];
    await expect(run(process.execPath, tsc, { cwd: project })).resolves.toMatchObject({ stdout: "" });
  });
});
