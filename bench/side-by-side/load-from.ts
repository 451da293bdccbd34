import { createRequire } from "node:module";
import { join } from "node:path";

import type { PeerFolder } from "./contenders.ts";

export const PEERS = join(import.meta.dirname, "..", "peers");

/** Loads CommonJS packages as a file in the folder would: its copy of the SDK, not the project's. */
export function loadFrom(folder: PeerFolder): (name: string) => unknown {
  const require = createRequire(join(PEERS, folder, "package.json"));
  return (name) => require(name) as unknown;
}
