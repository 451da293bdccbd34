import { expect, test } from "vitest";

import { GET as readSchedule, PUT as putSchedule } from "#app/api/v1/review-schedule/route.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { ask, openApi, READ_KEY } from "#tests/support/open-api.ts";

const NEVER = { schedule: null, channels: [] };

test("a weekly review is put on a schedule, read back and taken off it by key", async () => {
  const api = await openApi();
  try {
    const { store, project } = api.runtime;
    const admin = await createApiKey(store, { projectId: project.id, scope: "admin", name: "schedule" });
    const put = async (body: object) =>
      ask(putSchedule, { key: admin.plaintext, method: "PUT", body: JSON.stringify(body) });
    const weekly = { weekday: 1, hour: 9, zone: "Europe/Berlin" };

    expect(await ask(readSchedule, { key: READ_KEY })).toMatchObject({ status: 200, body: NEVER });
    const saved = await put({ schedule: weekly });
    expect(saved).toMatchObject({ status: 200, body: { schedule: { ...weekly, channels: [], last_week: null } } });
    const { schedule } = saved.body as { schedule: { next_at: string } };
    // Nine o'clock in Berlin, in winter or in summer, on a Monday to come.
    const next = new Date(schedule.next_at);
    expect([next.getUTCDay(), next > new Date()]).toEqual([1, true]);
    expect([7, 8]).toContain(next.getUTCHours());
    expect((await ask(readSchedule, { key: READ_KEY })).body).toEqual(saved.body);

    expect(await put({ schedule: { ...weekly, weekday: 8 } })).toMatchObject({ status: 400 });
    expect(await put({ schedule: { ...weekly, zone: "Europe/Nowhere" } })).toMatchObject({ status: 400 });
    const gone = { ...weekly, channels: ["00000000-0000-4000-8000-000000000000"] };
    expect(await put({ schedule: gone })).toMatchObject({ status: 409 });
    expect((await ask(readSchedule, { key: READ_KEY })).body).toEqual(saved.body);

    expect(await put({ schedule: null })).toMatchObject({ status: 200, body: NEVER });
  } finally {
    await api.close();
  }
});
