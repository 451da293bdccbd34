import { spawn } from "node:child_process";
import { once } from "node:events";

import { expect, test } from "vitest";

import { DAY_MS, MINUTE_MS } from "#lib/domain/time.ts";
import { createAlertRounds, nextTry } from "#lib/server/run-alerts.ts";
import { openStore } from "#lib/store/open-store.ts";
import { withProject } from "#tests/integration/store/open-project.ts";
import type { OpenProject } from "#tests/integration/store/open-project.ts";
import { STEERING } from "#tests/support/hostile-texts.ts";
import { openReceivers } from "#tests/support/alert-receivers.ts";
import type { Receivers } from "#tests/support/alert-receivers.ts";

import { addChannels, arrived, EACH_ONCE, ROUND_OPTIONS, SECRET } from "./channels-told.ts";
import { playTraffic } from "./play-traffic.ts";

interface Scene extends OpenProject {
  readonly receivers: Receivers;
  /** The provider is away from ten to twenty minutes after this. */
  readonly start: number;
  readonly fail: (error: unknown) => never;
}

async function withOutage(work: (scene: Scene) => Promise<void>): Promise<void> {
  await withProject(async (open) => {
    const receivers = await openReceivers();
    try {
      const start = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 120 * MINUTE_MS;
      const away = (ms: number): boolean => ms >= start + 10 * MINUTE_MS && ms < start + 20 * MINUTE_MS;
      await playTraffic(open, {
        fromMs: start - 14 * DAY_MS,
        toMs: start + 130 * MINUTE_MS,
        callsAMinute: 60,
        retriedShare: (ms) => (away(ms) ? 0.9 : 0.03),
        failedShare: (ms) => (away(ms) ? 0.5 : 0),
      });
      await addChannels(open, receivers);
      const fail = (error: unknown): never => {
        throw error;
      };
      await work({ ...open, receivers, start, fail });
    } finally {
      await receivers.close();
    }
  });
}

const OPENED = { hook: ["opened"], slack: ["opened"], mail: ["opened"] };

test("two processes judge and send at once: every channel hears once that it began and once that it is over", async () => {
  await withOutage(async ({ store, databaseUrl, receivers, start, fail }) => {
    const other = openStore({ databaseUrl });
    try {
      const both = [createAlertRounds(store, ROUND_OPTIONS, fail), createAlertRounds(other, ROUND_OPTIONS, fail)];
      for (let nowMs = start; nowMs < start + 60 * MINUTE_MS; nowMs += MINUTE_MS)
        await Promise.all(both.map(async (rounds) => rounds.run(nowMs)));
    } finally {
      await other.close();
    }
    expect(arrived(receivers)).toEqual(EACH_ONCE);
    expect(await store.prisma.alertIncident.count()).toBe(1);
    expect(receivers.mails[0]).toContain("Subject: Retry rate of gpt-5 at openai is 90%, expected");
  });
});

test("a process killed during the incident sends nothing twice, and the next one sends that it is over", async () => {
  await withOutage(async ({ store, databaseUrl, receivers, start, fail }) => {
    const plan = { databaseUrl, secret: SECRET, fromMs: start, toMs: start + 16 * MINUTE_MS };
    const script = new URL("../../support/alert-rounds-process.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, [script, JSON.stringify(plan)], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(arrived(receivers)).toEqual(OPENED);
    const rounds = createAlertRounds(store, ROUND_OPTIONS, fail);
    // It was away for half an hour: what it missed is judged in one go.
    await rounds.run(start + 50 * MINUTE_MS);
    await rounds.run(start + 51 * MINUTE_MS);
    expect(arrived(receivers)).toEqual(EACH_ONCE);
    expect(await store.prisma.alertIncident.count()).toBe(1);
  });
});

test("a receiver that is down for an hour hears afterwards that it began, then that it is over", async () => {
  await withOutage(async ({ store, receivers, start, fail }) => {
    const rounds = createAlertRounds(store, ROUND_OPTIONS, fail);
    for (let minute = 0; minute < 120; minute += 1) {
      receivers.down = minute >= 10 && minute < 72;
      await rounds.run(start + minute * MINUTE_MS);
      if (minute !== 71) continue;
      expect(arrived(receivers)).toEqual({ hook: [], slack: [], mail: EACH_ONCE.mail });
      const undelivered = await store.prisma.alertDelivery.findMany({ where: { lastError: { contains: "away" } } });
      expect(undelivered.length).toBeGreaterThan(1);
      for (const { lastError } of undelivered) expect(lastError).not.toMatch(STEERING);
    }
    expect(arrived(receivers)).toEqual(EACH_ONCE);
    const [delivery] = await store.prisma.alertDelivery.findMany({
      where: { kind: "opened", channel: { kind: "slack" } },
    });
    expect(delivery?.tries).toBeGreaterThan(5);
  });
});

test("waits between tries grow to an hour, and after a day it is given up", () => {
  const now = new Date(0);
  const waits = Array.from({ length: 30 }, (_, i) => (nextTry(i + 1, now)?.getTime() ?? 0) / 1000);
  expect(waits.slice(0, 9)).toEqual([5, 15, 60, 120, 300, 600, 900, 1_800, 3_600]);
  expect(waits.at(-1)).toBe(0);
  expect(waits.reduce((sum, seconds) => sum + seconds, 0) / 3_600).toBeCloseTo(22.1, 1);
});
