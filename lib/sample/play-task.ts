import { DAY_MS } from "#lib/domain/time.ts";
import type { Outcome } from "#lib/domain/task.ts";
import { CUSTOMERS, PROMPT_CHANGED_DAYS_AGO, SHARES, TRAFFIC, type SampleTaskType } from "#lib/sample/assumed.ts";
import { INVOICE_CATEGORIES, ORDER_CATEGORIES } from "#lib/sample/fitted.ts";
import type { Desk } from "#lib/sample/play-call.ts";
import { playConversation } from "#lib/sample/play-conversation.ts";
import { playInvoice, playOrder, type Ending } from "#lib/sample/play-extraction.ts";
import { playLead } from "#lib/sample/play-lead.ts";
import type { Random } from "#lib/sample/random.ts";
import type { SimulatedReview, SimulatedTask } from "#lib/sample/simulated-task.ts";

export interface TaskPlan {
  readonly type: SampleTaskType;
  readonly id: string;
  readonly startUs: number;
  readonly now: Date;
  readonly spike: Desk["spike"];
}

const SUPPORT_CATEGORIES: readonly (readonly [string, number])[] = [
  ["refund", 4],
  ["delivery", 4],
  ["booking_change", 3],
];
const LEAD_CATEGORIES: readonly (readonly [string, number])[] = [
  ["inbound_form", 5],
  ["chat", 3],
  ["referral", 2],
];

/** Every entry equally likely, as in the benchmark. */
function evenly<K extends string, V>(names: Readonly<Record<K, V>>): readonly (readonly [K, number])[] {
  // Object.keys widens the key; the record has no others.
  return (Object.keys(names) as K[]).map((name) => [name, 1] as const);
}

function play(desk: Desk, type: SampleTaskType): Ending & { readonly category: string } {
  const { random } = desk;
  const model = random.pick(TRAFFIC[type]);
  switch (type) {
    case "order_registration": {
      const category = random.pick(evenly(ORDER_CATEGORIES));
      return { ...playOrder(desk, model, category), category: ORDER_CATEGORIES[category] };
    }
    case "invoice_extraction": {
      const category = random.pick(evenly(INVOICE_CATEGORIES));
      return { ...playInvoice(desk, model, category), category: INVOICE_CATEGORIES[category] };
    }
    case "support_triage": {
      const category = random.pick(SUPPORT_CATEGORIES);
      return { ...playConversation(desk, model), category };
    }
    case "lead_qualification": {
      const category = random.pick(LEAD_CATEGORIES);
      return { ...playLead(desk, model), category };
    }
  }
}

interface Verdict {
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  readonly review: Omit<SimulatedReview, "taskId" | "at"> | null;
}

/** What was reported when the task ended, and what a review said of it later. */
function judge(random: Random, { type, startUs, now }: TaskPlan, ending: Ending): Verdict {
  const lastDay = now.getTime() - startUs / 1000 < DAY_MS;
  if (random.chance(lastDay ? SHARES.undecidedLastDay : SHARES.undecided)) {
    return { outcome: null, reason: null, review: null };
  }
  if (random.chance(SHARES.cancelled)) return { outcome: "cancelled", reason: null, review: null };
  if (!ending.succeeded) {
    const silent =
      type === "support_triage" && ending.reason !== "provider_error" && random.chance(SHARES.foundByReview);
    if (!silent) return { outcome: "failed", reason: ending.reason, review: null };
    return { outcome: "succeeded", reason: null, review: { outcome: "failed", reason: ending.reason } };
  }
  if (type === "invoice_extraction" && random.chance(SHARES.invoiceRejected)) {
    return { outcome: "succeeded", reason: null, review: { outcome: "failed", reason: "amount_mismatch" } };
  }
  const confirmed = type === "support_triage" && random.chance(SHARES.confirmedByReview);
  return { outcome: "succeeded", reason: null, review: confirmed ? { outcome: "succeeded", reason: null } : null };
}

function checksOf(random: Random, type: SampleTaskType, succeeded: boolean): Record<string, boolean> {
  switch (type) {
    case "order_registration":
      return {};
    case "invoice_extraction":
      return { valid_invoice: succeeded };
    case "support_triage":
      return random.chance(0.5) ? { right_tool: random.chance(succeeded ? 0.96 : 0.7) } : {};
    case "lead_qualification":
      return { stays_in_persona: random.chance(succeeded ? 0.985 : 0.9) };
  }
}

/** Plays one task from its first call to its outcome. */
export function playTask(random: Random, plan: TaskPlan): SimulatedTask {
  const environment = random.chance(SHARES.staging) ? "staging" : "production";
  const customer = random.pick(CUSTOMERS);
  const desk: Desk = { random, environment, spike: plan.spike, calls: [], clockUs: plan.startUs };
  const traceId = random.hex(32);
  const spanId = random.hex(16);
  desk.clockUs += Math.round(random.between(200, 4000));
  const ending = play(desk, plan.type);
  const endUs = desk.clockUs + Math.round(random.between(500, 9000));
  const { outcome, reason, review } = judge(random, plan, ending);
  const changedMs = plan.now.getTime() - PROMPT_CHANGED_DAYS_AGO * DAY_MS;
  const reviewedMs = Math.round(endUs / 1000 + random.between(0.3, 3) * DAY_MS);
  return {
    id: plan.id,
    type: plan.type,
    traceId,
    spanId,
    startUs: plan.startUs,
    endUs,
    environment,
    tags: { category: ending.category, customer, prompt: plan.startUs / 1000 < changedMs ? "v7" : "v8" },
    user: `user-${customer}-${Math.floor(random.between(1, 9))}`,
    calls: desk.calls,
    outcome,
    reason,
    checks: outcome === null || outcome === "cancelled" ? {} : checksOf(random, plan.type, ending.succeeded),
    review:
      review !== null && reviewedMs < plan.now.getTime()
        ? { taskId: plan.id, ...review, at: new Date(reviewedMs) }
        : null,
  };
}
