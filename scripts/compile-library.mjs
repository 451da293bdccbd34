/** The client library through the TypeScript compiler: its program, and the declarations of all its files. */
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import ts from "typescript";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const ENTRY = "lib/capture/index";

/**
 * Declarations are keyed by the file's path in the repository, without its extension.
 * @returns {{ program: ts.Program, declarations: Map<string, string> }}
 */
export function compileLibrary() {
  const path = join(ROOT, "tsconfig.json");
  const read = ts.readConfigFile(path, (file) => ts.sys.readFile(file));
  const { compilerOptions } = /** @type {{ compilerOptions: Record<string, unknown> }} */ (read.config);
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, plugins: [] }, ROOT);
  const emit = { noEmit: false, declaration: true, emitDeclarationOnly: true, incremental: false };
  const program = ts.createProgram([join(ROOT, `${ENTRY}.ts`)], { ...options, ...emit, outDir: ROOT, rootDir: ROOT });
  /** @type {Map<string, string>} */
  const declarations = new Map();
  program.emit(undefined, (path, text) => {
    declarations.set(nameOf(path), text);
  });
  return { program, declarations };
}

/**
 * A file's path in the repository, without its extension.
 * @param {string} path
 */
export function nameOf(path) {
  return relative(ROOT, path)
    .replaceAll("\\", "/")
    .replace(/(\.d)?\.ts$/, "");
}
