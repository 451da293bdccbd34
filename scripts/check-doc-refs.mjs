// Fails when a document names a path of this repository that does not exist: a map that lies is worse than none.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { root } from "./prepare.mjs";

const SKIPPED = new Set(["node_modules", ".git", ".next", ".outturn", "generated", "results"]);
/** Top-level names: a code span that begins with one of them and a slash is a path. */
const TOP = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name))
  .map((entry) => entry.name);

/**
 * @param {string} folder
 * @returns {string[]}
 */
function documentsIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return documentsIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/**
 * Paths a document names: relative links, and code spans that begin with a folder of the repository.
 * @param {string} file
 */
function pathsIn(file) {
  const prose = readFileSync(file, "utf8").replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, "");
  const links = [...prose.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, target = ""]) =>
    /^[a-z]+:|^\//.test(target) ? [] : [resolve(dirname(file), decodeURI(target))],
  );
  const spans = [...prose.matchAll(/`([^`\s]+)`/g)].flatMap(([, text = ""]) => {
    const isPath = TOP.some((name) => text.startsWith(`${name}/`)) && !/[*{}<>…[\]|]|\.\.\./.test(text);
    return isPath ? [join(root, text.replace(/:\d.*$/, ""))] : [];
  });
  return [...links, ...spans];
}

let missing = 0;
for (const file of documentsIn(root)) {
  for (const path of new Set(pathsIn(file))) {
    if (existsSync(path)) continue;
    console.log(`${relative(root, file)} names ${relative(root, path)}, which does not exist: correct the document.`);
    missing += 1;
  }
}
process.exit(missing === 0 ? 0 : 1);
