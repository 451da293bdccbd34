// npm run outturn -- COMMAND: the command line.
import { become, prepare } from "./prepare.mjs";

prepare();
become("lib/cli/main.ts", process.argv.slice(2));
