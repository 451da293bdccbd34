import { createAlertRounds } from "#lib/server/run-alerts.ts";
import { openStore } from "#lib/store/open-store.ts";

/** Alert rounds in a process of their own, minute by minute, so that a test can kill it: then it waits for that. */
interface Plan {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly fromMs: number;
  readonly toMs: number;
}

// Only the tests start it, with this.
const plan = JSON.parse(process.argv[2] ?? "{}") as Plan;
const store = openStore({ databaseUrl: plan.databaseUrl, poolSize: 3 });
const rounds = createAlertRounds(
  store,
  { secret: plan.secret, publicUrl: "http://localhost:3000", allowPrivate: true },
  (error) => {
    throw error;
  },
);
for (let nowMs = plan.fromMs; nowMs <= plan.toMs; nowMs += 60_000) await rounds.run(nowMs);
process.stdout.write("played\n");
setInterval(() => undefined, 1_000);
