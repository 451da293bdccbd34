import { Prisma } from "#generated/prisma/client.ts";
import type { PriceRule as PriceRuleRow } from "#generated/prisma/client.ts";
import type { NewPriceRule, PriceRule } from "#lib/domain/price-rule.ts";

import type { Store } from "./open-store.ts";

/**
 * Sets a price, discount or mark-up of a project. Whatever it said of the same provider, model, tier, start and kind before
 * is withdrawn, and stays to be looked up. Holds for calls taken in from now on; those that are there keep their cost until
 * they are priced again.
 */
export async function setPriceRule(store: Store, projectId: string, rule: NewPriceRule): Promise<PriceRule> {
  return store.prisma.$transaction(async (tx) => {
    // Versions count without a gap, also when two people save at once.
    await tx.$queryRaw`select id from project where id = ${projectId}::uuid for update`;
    const { provider, model, serviceTier, from, until, says, note, createdBy } = rule;
    const same = { projectId, provider, model, serviceTier, fromAt: from, withdrawnAt: null };
    const known = await tx.priceRule.findMany({ where: same });
    const replaced = known.filter((row) => kindOf(toRule(row).says) === kindOf(says)).map(({ id }) => id);
    await tx.priceRule.updateMany({ where: { id: { in: replaced } }, data: { withdrawnAt: new Date() } });
    const last = await tx.priceRule.aggregate({ where: { projectId }, _max: { version: true } });
    const prices = says.kind === "prices";
    const row = await tx.priceRule.create({
      data: {
        projectId,
        version: (last._max.version ?? 0) + 1,
        provider,
        model,
        serviceTier,
        fromAt: from,
        untilAt: until,
        usdPerMillion: prices ? { ...says.usdPerMillion } : Prisma.DbNull,
        usdPerUse: prices ? { ...says.usdPerUse } : Prisma.DbNull,
        percent: prices ? null : says.percent,
        note,
        createdBy,
      },
    });
    return toRule(row);
  });
}

/** @returns false when the project has no such rule in force. */
export async function withdrawPriceRule(store: Store, projectId: string, id: string): Promise<boolean> {
  const { count } = await store.prisma.priceRule.updateMany({
    where: { id, projectId, withdrawnAt: null },
    data: { withdrawnAt: new Date() },
  });
  return count > 0;
}

/** All that the project ever said, the latest first, withdrawn rules too. */
export async function listPriceRules(store: Store, projectId: string): Promise<PriceRule[]> {
  const rows = await store.prisma.priceRule.findMany({ where: { projectId }, orderBy: { version: "desc" } });
  return rows.map(toRule);
}

/** A discount and a mark-up may stand beside each other. */
function kindOf(says: NewPriceRule["says"]): string {
  if (says.kind === "prices") return "prices";
  return says.percent.startsWith("-") ? "discount" : "mark-up";
}

function toRule(row: PriceRuleRow): PriceRule {
  const { id, version, provider, model, serviceTier, percent, note, createdBy, createdAt, withdrawnAt } = row;
  const says: PriceRule["says"] =
    percent === null
      ? { kind: "prices", usdPerMillion: textsOf(row.usdPerMillion), usdPerUse: textsOf(row.usdPerUse) }
      : { kind: "percent", percent };
  const scope = { provider, model, serviceTier, from: row.fromAt, until: row.untilAt };
  return { id, version, ...scope, says, note, createdBy, createdAt, withdrawnAt };
}

function textsOf(value: PriceRuleRow["usdPerUse"]): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, usd]) => (typeof usd === "string" ? [[name, usd]] : [])),
  );
}
