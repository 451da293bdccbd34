// npm run verify: everything that can be said of the code without running it. Each step is named and timed; all of them run, so
// that one look shows all that is wrong.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { bin, pinnedNode, prepare, root } from "./prepare.mjs";

const CODE = ["app", "bench", "components", "examples", "lib", "tests", "instrumentation.ts"];

prepare();

const STEPS = [
  { name: "format", command: [bin("oxfmt"), "--check", "."], mend: "npm run format" },
  { name: "lint", command: [bin("oxlint")] },
  { name: "boundaries", command: [bin("depcruise"), ...CODE, "--config", ".dependency-cruiser.cjs"] },
  { name: "dead code", command: [bin("knip")] },
  { name: "types", command: [bin("tsc"), "--noEmit", "-p", "."] },
  { name: "documents", command: [join(root, "scripts", "check-doc-refs.mjs")] },
];

// Next writes the types of its own files; a fresh clone has none yet.
if (!existsSync(join(root, "next-env.d.ts"))) spawnSync(pinnedNode, [bin("next"), "typegen"], { cwd: root });

const failed = [];
for (const { name, command, mend } of STEPS) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(pinnedNode, command, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "failed"} ${name.padEnd(11)} ${seconds} s`);
  if (status === 0) continue;
  console.log(`${stdout}${stderr}`.trimEnd());
  if (mend !== undefined) console.log(`mend with: ${mend}`);
  failed.push(name);
}
console.log(failed.length === 0 ? "verified" : `not verified: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
