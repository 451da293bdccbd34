import { parseArgs } from "node:util";

import { OutturnError } from "#lib/domain/errors.ts";
import { readConfig } from "#lib/server/config.ts";
import { distribute, planDistribution } from "#lib/store/distribute.ts";
import { SHARDS } from "#lib/store/distribution.ts";
import { migrate } from "#lib/store/migrate.ts";

/** `distribute [--dry-run] [--shards N]`: spreads the tables of `DATABASE_URL` over the nodes of its Citus cluster. */
export async function distributeTables(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { "dry-run": { type: "boolean", default: false }, shards: { type: "string", default: String(SHARDS) } },
  });
  const shards = Number(values.shards);
  if (!Number.isInteger(shards) || shards < 1 || shards > 1_024)
    throw new OutturnError("bad_request", `--shards "${values.shards}" is not a number from 1 to 1024.`);
  const { databaseUrl } = readConfig(process.env);
  if (databaseUrl === null)
    throw new OutturnError(
      "bad_request",
      "Set DATABASE_URL to the coordinator of a Citus cluster: the embedded Postgres is one machine.",
    );
  await migrate(databaseUrl);
  if (values["dry-run"]) return printPlan(databaseUrl, shards);
  await distribute({ databaseUrl, shards, onStatement: (sql) => console.log(`${sql};`) });
  console.log("every table is where it belongs");
  return 0;
}

async function printPlan(databaseUrl: string, shards: number): Promise<number> {
  const { settings, observations, obstacle } = await planDistribution(databaseUrl, shards);
  if (settings.length > 0) console.log(["begin", ...settings, "commit"].map((sql) => `${sql};`).join("\n"));
  for (const sql of observations) console.log(`${sql};`);
  if (settings.length + observations.length === 0) console.log("every table is where it belongs");
  if (obstacle !== null) console.error(`It cannot be run yet. ${obstacle}`);
  return 0;
}
