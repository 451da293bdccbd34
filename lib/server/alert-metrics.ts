import { readAlertTotals } from "#lib/store/alerts/incidents.ts";
import type { Store } from "#lib/store/open-store.ts";

import type { AlertsProgress } from "./start-alerts.ts";

const FAMILIES = ["availability", "quality", "money"];
const STATES = ["pending", "firing", "recovering", "no_data", "muted"];
const MESSAGES = ["waiting", "delivered", "failed"];

/** What is open and how far it is judged, as Prometheus text. Labels are closed lists: no name from a span is among them. */
export async function alertMetrics(store: Store, alerts: AlertsProgress, nowMs: number): Promise<string> {
  const { progress, open, states, deliveries } = await readAlertTotals(store);
  const judgedTo = progress.map((project) => project.judgedTo.getTime());
  const labelled = (
    name: string,
    help: string,
    label: string,
    values: readonly (readonly [string, number])[],
  ): string =>
    [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      ...values.map(([value, count]) => `${name}{${label}="${value}"} ${count}`),
      "",
    ].join("\n");
  const plain = (name: string, type: string, help: string, value: number): string =>
    `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
  return [
    labelled(
      "outturn_alert_incidents_open",
      "Incidents that are open.",
      "family",
      FAMILIES.map((family) => [family, open.find((one) => one.family === family)?.incidents ?? 0]),
    ),
    labelled(
      "outturn_alert_series",
      "Series of rules by state; those that are ok are left out.",
      "state",
      STATES.map((state) => [state, states.find((one) => one.state === state)?.series ?? 0]),
    ),
    labelled(
      "outturn_alert_messages",
      "Messages by state.",
      "state",
      MESSAGES.map((state) => [state, deliveries.find((one) => one.state === state)?.messages ?? 0]),
    ),
    plain(
      "outturn_alerts_behind_seconds",
      "gauge",
      "Age of the last minute that was judged, of the project furthest behind.",
      judgedTo.length === 0 ? 0 : Math.max(0, (nowMs - Math.min(...judgedTo)) / 1000),
    ),
    plain("outturn_alert_errors_total", "counter", "Rounds by this process that failed.", alerts.errors),
  ].join("");
}
