import { expect, test } from "vitest";

import { WEEK_MS } from "#lib/domain/time.ts";
import { weekOf } from "#lib/review/iso-week.ts";
import { makeSealedChannel } from "#lib/server/make-channel.ts";
import { testMessage } from "#lib/alerts/message.ts";
import { enqueueTest } from "#lib/store/alerts/deliveries.ts";
import { DEFAULT_PROJECT } from "#lib/store/create-project.ts";
import { findProject } from "#lib/store/find-project.ts";
import { openStore } from "#lib/store/open-store.ts";
import { saveReviewSchedule } from "#lib/store/review-schedule.ts";
import type { Store } from "#lib/store/open-store.ts";
import { openReceivers } from "#tests/support/alert-receivers.ts";
import type { Receivers } from "#tests/support/alert-receivers.ts";
import { withDatabase } from "#tests/support/database-template.ts";
import { makeDataDir, startServer, stopServer, whenReady } from "#tests/support/run-server.ts";

/** The first server of a fresh clone builds the pages. */
const MINUTES = 300_000;
const SECRET = "a secret of at least thirty-two characters";

test(
  "a weekly review is mailed once by its schedule, with two servers at work and one started again",
  async () => {
    await withDatabase(async (databaseUrl) => {
      const env = { DATABASE_URL: databaseUrl, OUTTURN_SECRET: SECRET, OUTTURN_ALLOW_PRIVATE_WEBHOOKS: "1" };
      const store = openStore({ databaseUrl });
      const receivers = await openReceivers();
      const start = async () => whenReady(await startServer(await makeDataDir(), env));
      const [first, second] = await Promise.all([start(), start()]);
      try {
        const channelId = await scheduleNow(store, receivers);
        const week = weekOf(new Date(Date.now() - WEEK_MS)).name;
        await receivers.whenMailed(1);
        expect(receivers.mails[0]).toContain(`Subject: Cost review of ${week}`);
        expect(receivers.mails[0]).toContain("Nothing ran in this week: no task began and no call was made.");

        await Promise.all([stopServer(first), stopServer(second)]);
        const again = await start();
        // What it sends next shows that the server started again looked at the schedule before, and sent nothing.
        const context = { projectName: "Acme", simulated: false, publicUrl: again.url };
        await enqueueTest(store, channelId, testMessage(context, "mail"));
        await receivers.whenMailed(2);
        expect(receivers.mails.map((mail) => /^Subject: (\w+)/m.exec(mail)?.[1])).toEqual(["Cost", "Test"]);
        expect(await store.prisma.alertDelivery.count({ where: { kind: "review" } })).toBe(1);
        await stopServer(again);
      } finally {
        await receivers.close();
        await store.close();
      }
    });
  },
  MINUTES,
);

/** A schedule whose hour has come, and one channel for mail. @returns the channel's id. */
async function scheduleNow(store: Store, { smtpUrl }: Receivers): Promise<string> {
  const project = await findProject(store, DEFAULT_PROJECT);
  if (project === null) throw new Error("the server made no project");
  const kind = "email" as const;
  const mail = { kind, server: smtpUrl, from: "review@example.com", to: ["team@example.com"] };
  const { id } = await makeSealedChannel(store, {
    projectId: project.id,
    name: "mail",
    settings: mail,
    secret: SECRET,
  });
  await saveReviewSchedule(store, project.id, {
    weekday: 1,
    hour: 9,
    zone: "UTC",
    channels: [],
    nextAt: new Date(Date.now() - 1_000),
  });
  return id;
}
