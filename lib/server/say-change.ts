import type { RepriceRequest } from "#lib/domain/job.ts";
import { writeAudit } from "#lib/store/audit.ts";

import type { ApiCall } from "./route.ts";

/** Writes down what a key changed; pages have `changeSettings` do it. */
export async function writeDown(
  { runtime: { store }, grant: { projectId, actor } }: ApiCall,
  said: string,
): Promise<void> {
  await writeAudit(store, { projectId, actor, action: "settings.change", said });
}

export function sayPolicy(version: number): string {
  return `Put version ${version} of the routing policy in force.`;
}

export function sayDecision({ title }: { readonly title: string }): string {
  return `Wrote down a decision: ${title}.`;
}

export function sayPrice(rule: {
  readonly version: number;
  readonly provider: string;
  readonly model: string;
}): string {
  const at = rule.provider === "" ? "" : ` at ${rule.provider}`;
  return `Set a price of ${rule.model}${at}, version ${rule.version}.`;
}

export function sayWithdrawn(id: string): string {
  return `Withdrew the price ${id}.`;
}

export function sayStopped(jobId: string): string {
  return `Asked the job ${jobId} to stop.`;
}

export function sayReprice({ from, to, model, dryRun }: RepriceRequest): string {
  const calls = `calls${model === null ? "" : ` to ${model}`} from ${from} to ${to}`;
  return `${dryRun ? "Asked what other prices would change of" : "Asked for other prices of"} ${calls}.`;
}

/** @param past whether tasks of before are counted again. */
export function sayTaskRules(past: boolean): string {
  return `Put task rules in force${past ? ", for past tasks too" : " for tasks from now on"}.`;
}

export function saySchedule(nextAt: Date | null): string {
  return nextAt === null
    ? "Stopped sending the weekly review."
    : `Set when the weekly review is sent: next ${nextAt.toISOString()}.`;
}

export function sayBill(lines: number): string {
  return `Imported ${lines} lines of a bill.`;
}
