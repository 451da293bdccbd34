import { MINUTE_MS } from "#lib/domain/time.ts";
import {
  endIncident,
  endPart,
  enqueueOpened,
  enqueueRecovered,
  insertEvent,
  insertIncident,
  insertPart,
  readSummary,
} from "#lib/store/alerts/write-incidents.ts";
import type { Transaction } from "#lib/store/in-transaction.ts";

import { titleOf } from "./describe-finding.ts";
import { explainAlarm } from "./explain-incident.ts";
import { placingOf } from "./look.ts";
import type { News, Part } from "./look.ts";
import { openedMessage, recoveredMessage } from "./message.ts";
import type { MessageContext } from "./message.ts";

export interface TellOptions extends MessageContext {
  readonly projectId: string;
  /** Channels by rule; empty is all. */
  readonly channelsOf: ReadonlyMap<string, readonly string[]>;
}

/** Writes what a look brought, and the messages of it. One incident is told once when it opens and once when it is over. */
export async function tellNews(client: Transaction, options: TellOptions, news: readonly News[]): Promise<void> {
  for (const one of news) {
    const atMs = one.minute * MINUTE_MS;
    switch (one.kind) {
      case "opened":
        await open(client, options, one);
        break;
      case "joined":
        await addPart(client, one.incidentId, one.part, atMs);
        await insertEvent(client, { incidentId: one.incidentId, atMs, kind: "joined", text: titleOfPart(one.part) });
        break;
      case "left":
        await endPart(client, one, atMs);
        break;
      case "ended":
        await end(client, options, one.incidentId, atMs);
        break;
    }
  }
}

type Opened = Extract<News, { kind: "opened" | "joined" }>;

async function open(client: Transaction, options: TellOptions, { incidentId, part, minute }: Opened): Promise<void> {
  const atMs = minute * MINUTE_MS;
  const sinceMs = (part.finding.since ?? minute) * MINUTE_MS;
  const reasons = await explainAlarm(client, options.projectId, part, minute);
  const { projectId } = options;
  const title = titleOfPart(part);
  const { family } = part.series.metric;
  await insertIncident(client, { id: incidentId, projectId, title, family, sinceMs, openedMs: atMs, reasons });
  await addPart(client, incidentId, part, atMs);
  await insertEvent(client, { incidentId, atMs, kind: "opened", text: title });
  const message = openedMessage(options, { id: incidentId, sinceMs, minuteMs: atMs }, part, reasons);
  await enqueueOpened(client, incidentId, options.channelsOf.get(part.series.rule.id) ?? [], message);
}

function titleOfPart({ series, finding }: Part): string {
  return titleOf(series.metric, series.scope, finding);
}

async function addPart(
  client: Transaction,
  incidentId: string,
  { series, finding }: Part,
  atMs: number,
): Promise<void> {
  const { rule, key, scope } = series;
  const { providers, models } = placingOf(series);
  await insertPart(client, {
    incidentId,
    ruleId: rule.id,
    key,
    ruleName: rule.name,
    metric: rule.metric,
    subject: rule.subject,
    scope: { ...scope, providers: [...providers], models: [...models] },
    firedMs: atMs,
    finding,
  });
}

async function end(client: Transaction, options: TellOptions, incidentId: string, atMs: number): Promise<void> {
  if (!(await endIncident(client, incidentId, atMs))) return;
  await insertEvent(client, { incidentId, atMs, kind: "ended" });
  const incident = await readSummary(client, incidentId);
  if (incident === null) return;
  await enqueueRecovered(client, incidentId, recoveredMessage(options, { id: incidentId, ...incident, endedMs: atMs }));
}
