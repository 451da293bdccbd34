// npm run example: the example agent, against the fake provider or real keys.
import { become, prepare } from "./prepare.mjs";

prepare();
become("examples/agent/main.ts", process.argv.slice(2));
