import type { Pool } from "pg";

import type { PrismaClient } from "#generated/prisma/client.ts";
import type { CallStore } from "#lib/domain/call.ts";

import type { Auth } from "./auth.ts";
import type { Config } from "./config.ts";
import type { DefaultProject } from "./default-project.ts";

/** Everything that lives as long as the server: opened once, shared by routes, pages and the fold loop. */
export interface Runtime {
  readonly config: Config;
  readonly databaseUrl: string;
  /** What analysis reads through. */
  readonly pool: Pool;
  readonly prisma: PrismaClient;
  readonly store: CallStore;
  readonly auth: Auth;
  readonly project: DefaultProject;
  /** Stops the fold loop and ends the connections. */
  readonly close: () => Promise<void>;
}

/** Next bundles routes, pages and the start-up hook apart, each with its own copy of a module: only globalThis is common. */
const holder = globalThis as { __outturnRuntime?: Promise<Runtime> };

export function provideRuntime(runtime: Promise<Runtime>): void {
  holder.__outturnRuntime = runtime;
}

export function hasRuntime(): boolean {
  return holder.__outturnRuntime !== undefined;
}

/** @throws Error when the server was started past `outturn serve` and the start-up hook. */
export async function getRuntime(): Promise<Runtime> {
  if (holder.__outturnRuntime === undefined) throw new Error("the server has no runtime: start it with npm start");
  return holder.__outturnRuntime;
}
