// npm start: everything from a fresh clone to a served page.
import { become, prepare } from "./prepare.mjs";

prepare();
become("lib/cli/main.ts", ["serve", ...process.argv.slice(2)]);
