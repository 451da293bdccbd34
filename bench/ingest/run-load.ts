import { fork } from "node:child_process";
import { join } from "node:path";

import type { LoadOrder, LoadResult } from "./generate-load.ts";

/** Sends a load from a process of its own. @throws Error when that ends without a result. */
export async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const child = fork(join(import.meta.dirname, "generate-load.ts"), { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    // The generator sends nothing but its result.
    child.once("message", (result) => resolve(result as LoadResult));
    child.once("exit", (code) => reject(new Error(`the load generator ended with ${code} and no result`)));
    child.send(order);
  });
}
