import { isZone } from "#lib/analysis/time-zone.ts";
import type { WeeklyHour } from "#lib/review/next-sending.ts";
import { isUuid } from "#lib/store/alerts/rules.ts";

import type { FormReading, FormTexts } from "./read-settings-form.ts";

export interface ScheduleForm extends WeeklyHour {
  /** None for all of the project. */
  readonly channels: readonly string[];
}

/** When the weekly review is sent, and to which channel; null when it is not. */
export function readScheduleForm(texts: FormTexts): FormReading<{ schedule: ScheduleForm | null }> {
  if ((texts["weekday"] ?? "") === "") return { ok: true, value: { schedule: null } };
  const [weekday, hour] = [Number(texts["weekday"]), Number(texts["hour"])];
  const zone = (texts["zone"] ?? "").trim();
  const channel = texts["channel"] ?? "";
  const errors = {
    ...(!isWhole(weekday, 1, 7) && { weekday: "Choose a day of the week, or not to send it." }),
    ...(!isWhole(hour, 0, 23) && { hour: "Choose an hour from 0 to 23." }),
    ...(!isZone(zone) && { zone: "Name a time zone, such as UTC, Europe/Berlin or America/New_York." }),
    ...(channel !== "" && !isUuid(channel) && { channel: "This channel is gone: choose another." }),
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, value: { schedule: { weekday, hour, zone, channels: channel === "" ? [] : [channel] } } };
}

function isWhole(number: number, least: number, most: number): boolean {
  return Number.isInteger(number) && number >= least && number <= most;
}
