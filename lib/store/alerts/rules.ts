import type { AlertRule, AlertSeries, Prisma } from "#generated/prisma/client.ts";
import type { Store } from "#lib/store/open-store.ts";

export type StoredRule = AlertRule;
export type RuleFields = Omit<Prisma.AlertRuleUncheckedCreateInput, "projectId" | "id" | "series">;

/** A project's rules, oldest first. */
export async function listRules(store: Store, projectId: string): Promise<StoredRule[]> {
  return store.prisma.alertRule.findMany({
    where: { projectId },
    orderBy: [{ createdAt: "asc" }, { name: "asc" }, { id: "asc" }],
  });
}

/** Null when the project has no such rule. */
export async function findRule(store: Store, projectId: string, id: string): Promise<StoredRule | null> {
  return isUuid(id) ? store.prisma.alertRule.findFirst({ where: { projectId, id } }) : null;
}

/** Makes a rule, or changes the one with this id. The series of a changed rule begin anew. */
export async function saveRule(
  store: Store,
  projectId: string,
  fields: RuleFields,
  id: string | null = null,
): Promise<StoredRule> {
  if (id === null) return store.prisma.alertRule.create({ data: { ...fields, projectId } });
  const [rule] = await store.prisma.$transaction([
    store.prisma.alertRule.update({ where: { id, projectId }, data: fields }),
    store.prisma.alertSeries.deleteMany({ where: { ruleId: id } }),
  ]);
  return rule;
}

/** False when there was none. */
export async function deleteRule(store: Store, projectId: string, id: string): Promise<boolean> {
  const { count } = await store.prisma.alertRule.deleteMany({ where: { projectId, id } });
  return count > 0;
}

/** One that is off is not judged; its series leave their incidents. */
export async function setRuleEnabled(store: Store, projectId: string, id: string, enabled: boolean): Promise<void> {
  await store.prisma.alertRule.updateMany({ where: { projectId, id }, data: { enabled } });
}

/** Until then (null: from now on again) its series are muted: they leave their incidents and open none. */
export async function muteRule(store: Store, projectId: string, id: string, until: Date | null): Promise<void> {
  await store.prisma.alertRule.updateMany({ where: { projectId, id }, data: { mutedUntil: until } });
}

/** Makes those of the rules that the project never had; one that was deleted stays so, as all are made together. */
export async function makeDefaultRules(
  store: Store,
  projectId: string,
  rules: Readonly<Record<string, RuleFields>>,
): Promise<void> {
  if ((await store.prisma.alertProgress.count({ where: { projectId } })) > 0) return;
  const data = Object.entries(rules).map(([builtin, fields]) => ({ ...fields, projectId, builtin }));
  await store.prisma.alertRule.createMany({ data, skipDuplicates: true });
}

/** The states of a project's series that are, or were, not ok. */
export async function listSeries(store: Store, projectId: string): Promise<AlertSeries[]> {
  return store.prisma.alertSeries.findMany({ where: { rule: { projectId } } });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
