import { Evaluator } from "#lib/alerts/evaluate-project.ts";
import type { AlertMessage } from "#lib/alerts/message.ts";
import { ruleFields } from "#lib/alerts/read-rule.ts";
import { DEFAULT_RULES } from "#lib/alerts/rule.ts";
import { MINUTE_MS } from "#lib/domain/time.ts";
import { storable } from "#lib/ingest/storable-text.ts";
import { claimDeliveries, markDelivered, markUndelivered } from "#lib/store/alerts/deliveries.ts";
import type { DueDelivery } from "#lib/store/alerts/deliveries.ts";
import { makeDefaultRules } from "#lib/store/alerts/rules.ts";
import type { Store } from "#lib/store/open-store.ts";

import { deliver, openSettings } from "./channels/deliver.ts";
import { sendDueReviews } from "./send-reviews.ts";

export interface AlertRoundOptions {
  /** The installation's secret, which seals the settings of channels. */
  readonly secret: string;
  /** Where people reach the pages. */
  readonly publicUrl: string;
  /** Whether messages may go to addresses inside this network. */
  readonly allowPrivate: boolean;
}

/** What one round did. */
export interface AlertRound {
  readonly minutes: number;
  readonly series: number;
  readonly sent: number;
  readonly durationMs: number;
}

const RULES = Object.fromEntries(Object.entries(DEFAULT_RULES).map(([name, rule]) => [name, ruleFields(rule)]));

/** Waits after the first tries, in seconds; then an hour each, about a day in all. */
const WAITS = [5, 15, 60, 120, 300, 600, 900, 1_800];
const LAST_WAIT = 3_600;
const MOST_TRIES = 30;

/** When a message that failed is tried again: null gives it up. `tries` counts the one that failed. */
export function nextTry(tries: number, now: Date): Date | null {
  if (tries >= MOST_TRIES) return null;
  return new Date(now.getTime() + (WAITS[tries - 1] ?? LAST_WAIT) * 1000);
}

/** Judges all projects, writes the reviews that are due and sends what waits; rounds of several processes share the work. Nothing it does is thrown. */
export function createAlertRounds(store: Store, options: AlertRoundOptions, onError: (error: unknown) => void) {
  const evaluator = new Evaluator(store);
  let lastMinute = 0;

  async function judge(nowMs: number): Promise<{ minutes: number; series: number }> {
    const total = { minutes: 0, series: 0 };
    // A minute settles a fixed while after its end: a round in between would only find that out.
    const half = Math.floor(nowMs / (MINUTE_MS / 6));
    if (half === lastMinute) return total;
    lastMinute = half;
    await sendDueReviews(store, { publicUrl: options.publicUrl, now: new Date(nowMs), onError });
    for (const { id, name, simulated } of await store.prisma.project.findMany({ orderBy: { createdAt: "asc" } })) {
      try {
        await makeDefaultRules(store, id, RULES);
        const context = { projectId: id, projectName: name, simulated, publicUrl: options.publicUrl, nowMs };
        for (let behind = true; behind;) {
          const look = await evaluator.evaluate(context);
          total.minutes += look?.minutes ?? 0;
          total.series += look?.series ?? 0;
          behind = look?.behind ?? false;
        }
      } catch (error) {
        onError(error);
      }
    }
    return total;
  }

  async function send(due: DueDelivery, nowMs: number): Promise<boolean> {
    try {
      const settings = openSettings(due.sealed, options.secret, due.channelId);
      // Written by `openedMessage`, `recoveredMessage`, `testMessage` and `reviewMessage` only.
      const message = due.message as AlertMessage;
      await deliver(settings, { id: due.id, message }, options.allowPrivate);
      await markDelivered(store, due.id);
      return true;
    } catch (error) {
      // A receiver answers whatever it likes.
      const said = storable(error instanceof Error ? error.message : String(error));
      await markUndelivered(store, due.id, said, nextTry(due.tries, new Date(nowMs)));
      return false;
    }
  }

  return {
    run: async (nowMs: number): Promise<AlertRound> => {
      const began = performance.now();
      let judged = { minutes: 0, series: 0 };
      let sent = 0;
      try {
        judged = await judge(nowMs);
        const due = await claimDeliveries(store, new Date(nowMs));
        const results = await Promise.all(due.map(async (one) => send(one, nowMs)));
        sent = results.filter((delivered) => delivered).length;
      } catch (error) {
        onError(error);
      }
      return { ...judged, sent, durationMs: performance.now() - began };
    },
  };
}
