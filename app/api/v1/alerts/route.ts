import { describeIncident, describeRule, readAlertsQuery } from "#lib/server/describe-alerts.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { listIncidents } from "#lib/store/alerts/incidents.ts";
import { listRules } from "#lib/store/alerts/rules.ts";

export const GET = route("read", async ({ url, runtime: { store }, grant: { projectId } }) => {
  const query = readAlertsQuery(url.searchParams, new Date());
  const [rules, incidents] = await Promise.all([
    listRules(store, projectId),
    listIncidents(store, { projectId, ...query }),
  ]);
  return json({ rules: rules.map(describeRule), incidents: incidents.map(describeIncident) });
});
export const OPTIONS = preflight;
