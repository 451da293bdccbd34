import type { BillLine } from "#lib/domain/bill.ts";
import type { TimeRange } from "#lib/domain/time.ts";

import type { Store } from "./open-store.ts";

/** Keeps the lines of an export. A day that was imported before is replaced, whole, for the same provider and report. */
export async function saveBill(store: Store, projectId: string, lines: readonly BillLine[]): Promise<void> {
  const days = new Map<string, Pick<BillLine, "provider" | "report" | "day">>();
  for (const { provider, report, day } of lines) days.set(`${provider} ${report} ${day}`, { provider, report, day });
  const replaced = [...days.values()].map(({ day, ...rest }) => ({ projectId, ...rest, day: new Date(day) }));
  await store.prisma.$transaction([
    store.prisma.billLine.deleteMany({ where: { OR: replaced } }),
    store.prisma.billLine.createMany({ data: lines.map((line) => ({ projectId, ...line, day: new Date(line.day) })) }),
  ]);
}

/** The imported lines of whole UTC days in a range, earliest first. */
export async function listBill(store: Store, projectId: string, { from, to }: TimeRange): Promise<BillLine[]> {
  const rows = await store.prisma.billLine.findMany({
    where: { projectId, day: { gte: from, lt: to } },
    orderBy: [{ day: "asc" }, { provider: "asc" }, { model: "asc" }, { item: "asc" }],
    omit: { projectId: true, importedAt: true },
  });
  return rows.map(({ day, report, ...line }) => ({
    ...line,
    day: day.toISOString().slice(0, 10),
    report: report === "usage" ? "usage" : "cost",
  }));
}
