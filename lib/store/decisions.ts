import type { DecisionMetric } from "#lib/domain/decision-metric.ts";
import type { Decision } from "#generated/prisma/client.ts";

import type { Store } from "./open-store.ts";

export interface NewDecision {
  readonly projectId: string;
  /** When it took effect. */
  readonly at: Date;
  readonly title: string;
  /** The task type it is about; null for all work. */
  readonly taskType: string | null;
  /** The ISO week whose review prompted it. */
  readonly promptedBy: string;
  /** What it is to change, and is judged by. */
  readonly metric: DecisionMetric;
  /** Expected change of the metric, `-0.2` for a fifth less; null when nothing was said. */
  readonly expected: number | null;
  readonly judgeAt: Date;
  readonly createdBy: string;
}

/** Writes a decision down, and marks it on charts. */
export async function recordDecision(store: Store, decision: NewDecision): Promise<Decision> {
  const { projectId, at, title } = decision;
  const mark = { projectId, at, label: title, kind: "decision" };
  const [saved] = await store.prisma.$transaction([
    store.prisma.decision.create({ data: decision }),
    store.prisma.mark.upsert({ where: { projectId_at_label_kind: mark }, update: {}, create: mark }),
  ]);
  return saved;
}

/** The project's decisions that took effect before an instant, oldest first. */
export async function listDecisions(store: Store, projectId: string, before: Date): Promise<Decision[]> {
  return store.prisma.decision.findMany({
    where: { projectId, at: { lt: before } },
    orderBy: [{ at: "asc" }, { createdAt: "asc" }, { id: "asc" }],
  });
}
