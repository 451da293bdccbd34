// npm run bench -- NAME: one of the benchmarks.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { become, prepare, root } from "./prepare.mjs";

const NAMES =
  "capture fidelity outage ingest queries crash fuzz alerts intervals whatif decisions forecast pages".split(" ");
const [name = "", ...args] = process.argv.slice(2);

if (!NAMES.includes(name)) {
  console.error(`usage: npm run bench -- NAME [--short], with NAME one of ${NAMES.join(", ")}`);
  process.exit(2);
}
if (!existsSync(join(root, "bench", `${name}.ts`))) {
  console.error(`outturn: the benchmark "${name}" is not there yet in this version.`);
  process.exit(2);
}
prepare();
become(`bench/${name}.ts`, args);
