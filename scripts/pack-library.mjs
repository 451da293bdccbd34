/**
 * Packs the client library (lib/capture and what it uses of lib/domain and lib/verdict) as the npm package `outturn`: CommonJS, a door for ESM
 * modules onto the same code, so that a process never holds two copies, and types.
 *
 *   node scripts/pack-library.mjs [FOLDER]     writes outturn-VERSION.tgz there (default: .outturn) and prints its path and size
 */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { promisify } from "node:util";

import ts from "typescript";

import { ENTRY, ROOT, compileLibrary } from "./compile-library.mjs";

const MAX_BYTES = 150_000;
const MAX_DEPENDENCIES = 12;
const SPECIFIER = /(\bfrom |\brequire\(|\bimport\()"([^"]+)"/g;
const run = promisify(execFile);

/**
 * A path of the repository without its extension, for `./x.ts` or `#lib/x.ts` in another; null for other packages.
 * @param {string} specifier
 * @param {string} from
 */
function resolveOwn(specifier, from) {
  if (specifier.startsWith("#lib/")) return `lib/${specifier.slice(5)}`.replace(/\.ts$/, "");
  return specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier).replace(/\.ts$/, "") : null;
}

/**
 * Leads the specifiers of emitted code to the emitted files, and tells where they lead.
 * @param {string} code
 * @param {string} from
 * @param {(own: string | null, specifier: string) => void} found
 */
function rewrite(code, from, found) {
  return code.replaceAll(SPECIFIER, (/** @type {string[]} */ ...[_whole, how = "", specifier = ""]) => {
    const own = resolveOwn(specifier, from);
    found(own, specifier);
    if (own === null) return `${how}"${specifier}"`;
    const path = posix.relative(posix.dirname(from), own);
    return `${how}"${path.startsWith(".") ? path : `./${path}`}.js"`;
  });
}

/**
 * Emits everything that the entry reaches; `emit` gives the code of a file. Returns the other packages it imports.
 * @param {string} target
 * @param {{ emit: (file: string) => Promise<string>, extension: string }} how
 */
async function emitReachable(target, { emit, extension }) {
  /** @type {Set<string>} */
  const packages = new Set();
  const queue = [ENTRY];
  const seen = new Set(queue);
  for (const file of queue) {
    const code = rewrite(await emit(file), file, (own, specifier) => {
      if (own === null) packages.add(specifier);
      else if (!seen.has(own)) {
        seen.add(own);
        queue.push(own);
      }
    });
    const path = join(target, file + extension);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
  }
  return packages;
}

/** @param {string} file */
async function emitCode(file) {
  const source = await readFile(join(ROOT, `${file}.ts`), "utf8");
  const { outputText } = ts.transpileModule(source, {
    fileName: `${file}.ts`,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      removeComments: true,
    },
  });
  return outputText;
}

/**
 * @typedef {{ version: string, description: string, license: string, engines: object, dependencies: Record<string, string> }} Manifest
 * @param {Manifest} manifest
 * @param {Record<string, string>} dependencies
 */
function describePackage({ version, description, license, engines }, dependencies) {
  return {
    name: "outturn",
    version,
    description,
    license,
    engines,
    sideEffects: false,
    main: `./${ENTRY}.js`,
    types: `./${ENTRY}.d.ts`,
    exports: {
      ".": {
        import: { types: "./index.d.mts", default: "./index.mjs" },
        require: { types: `./${ENTRY}.d.ts`, default: `./${ENTRY}.js` },
      },
      "./package.json": "./package.json",
    },
    dependencies,
  };
}

/** @param {string} target */
async function build(target) {
  const manifest = /** @type {Manifest} */ (JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")));
  const imported = await emitReachable(target, { emit: emitCode, extension: ".js" });
  const { declarations } = compileLibrary();
  await emitReachable(target, { emit: async (file) => declarations.get(file) ?? "", extension: ".d.ts" });
  const names = [...imported].filter((name) => !name.startsWith("node:")).map((name) => name.split("/")[0] ?? name);
  const dependencies = Object.fromEntries([...new Set(names)].map((name) => [name, `^${manifest.dependencies[name]}`]));
  const entry = JSON.stringify(`./${ENTRY}.js`);
  await writeFile(join(target, "index.mjs"), `export { Outturn } from ${entry};\n`);
  await writeFile(join(target, "index.d.mts"), `export * from ${entry};\n`);
  await writeFile(join(target, "package.json"), JSON.stringify(describePackage(manifest, dependencies), null, 2));
  await cp(join(ROOT, "docs/capture.md"), join(target, "README.md"));
  await cp(join(ROOT, "LICENSE"), join(target, "LICENSE"));
  return Object.keys(dependencies).length;
}

const folder = process.argv[2] ?? join(ROOT, ".outturn");
const target = await mkdtemp(join(tmpdir(), "outturn-package-"));
try {
  const dependencies = await build(target);
  await mkdir(folder, { recursive: true });
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: target });
  const [{ filename } = { filename: "" }] = /** @type {{ filename: string }[]} */ (JSON.parse(stdout));
  const { size } = await stat(join(folder, filename));
  console.log(`${join(folder, filename)} ${size} bytes, ${dependencies} dependencies`);
  if (size > MAX_BYTES || dependencies > MAX_DEPENDENCIES) {
    console.error(`the package may have ${MAX_BYTES} bytes and ${MAX_DEPENDENCIES} dependencies at most`);
    process.exitCode = 1;
  }
} finally {
  await rm(target, { recursive: true });
}
