import { backUpTo, restoreFrom } from "./back-up.ts";
import { createKey } from "./create-key.ts";
import { distributeTables } from "./distribute.ts";
import { doctor } from "./doctor.ts";
import { buildOnly, migrateOnly } from "./prepare-only.ts";
import { reconcileBill } from "./reconcile-bill.ts";
import { reprice } from "./reprice.ts";
import { resetAccount } from "./reset-account.ts";
import { review } from "./review.ts";
import { runCases } from "./run-cases.ts";
import { setRetention } from "./set-retention.ts";
import { serve } from "./serve.ts";
import { verifyRollUps } from "./verify-roll-ups.ts";

/** A command: answers with the exit status. */
type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: async (args) => {
    await serve({ sample: !args.includes("--no-sample"), dev: args.includes("--dev") });
    return 0;
  },
  migrate: migrateOnly,
  build: buildOnly,
  verify: verifyRollUps,
  keys: createKey,
  accounts: resetAccount,
  reprice,
  review,
  retention: setRetention,
  distribute: distributeTables,
  reconcile: reconcileBill,
  backup: backUpTo,
  restore: restoreFrom,
  doctor,
  "run-cases": (args) => runCases(args),
};

const USAGE = `usage: npm run outturn -- COMMAND

  serve [--no-sample] [--dev]                        what npm start runs
  migrate                                            bring the database up to date
  build                                              build the pages
  verify                                             recompute all roll-ups from the raw rows; status 1 on a difference
  keys create --scope ingest|read|admin [--name N]   make a key; it is shown this once
  accounts reset --email A [--second-factor]         a link to a new password; on request, forget codes and passkeys
  reprice --from T --to T [--model M] [--dry-run]    price stored calls again, and say what that changes
  review [--week 2026-W47] [--format md|json|csv]    what a week cost, why it changed, and what to change
  retention [--days N | --forever] [--project SLUG]  say, or set, how long raw rows are kept; roll-ups stay
  distribute [--dry-run] [--shards N]                spread the tables over the nodes of a Citus cluster
  reconcile FILE                                     import OpenAI's or Anthropic's usage or cost export, and compare
  backup FILE                                        write everything in the database, while the server goes on
  restore FILE                                       fill an empty database from a backup
  run-cases FILE --models A,B [--repeat N]           give cases of yours to models, and compare what came of them
  doctor                                             say what is wrong with this installation, and how to mend it
`;

export async function runCommand([name = "", ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command(args);
  console.error(name === "" ? USAGE : `outturn: there is no command "${name}".\n\n${USAGE}`);
  return 2;
}
