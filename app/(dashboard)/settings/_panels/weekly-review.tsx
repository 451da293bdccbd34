import { PageLink } from "#components/controls/page-link.tsx";
import { SettingsForm, type FormField } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { ZONES } from "#components/settings/zones.ts";
import { listChannels, type StoredChannel } from "#lib/store/alerts/channels.ts";
import { findReviewSchedule, type StoredSchedule } from "#lib/store/review-schedule.ts";
import { openProject } from "../../_data/open-project.ts";
import { saveReviewSchedule } from "../_actions/save-review-schedule.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const DAYS = [
  { value: "", label: "never" },
  ...WEEKDAYS.map((label, i) => ({ value: String(i + 1), label: `on ${label}` })),
];
const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}));
const DEFAULT_HOUR = 9;

/** When the weekly review is sent, and to whom. */
export async function WeeklyReviewPanel() {
  const { store, project } = await openProject();
  const [schedule, all] = await Promise.all([findReviewSchedule(store, project.id), listChannels(store, project.id)]);
  const channels = all.filter(({ kind }) => kind !== "pagerduty");
  const [asked = ""] = schedule?.channels ?? [];
  const chosen = channels.find(({ id }) => id === asked)?.id ?? "";
  return (
    <SettingsSection
      id="weekly-review"
      title="Weekly review"
      note="The review of the last whole week, sent once over the channels that alerts use. Nobody is paged for it."
    >
      <SettingsForm
        action={saveReviewSchedule}
        submit="Save"
        submitName="Save when the review is sent"
        fields={[...timeFields(schedule, project.billingZone), channelField(channels, chosen)]}
      />
      <p className="mt-2 text-note text-mute">
        {channels.length === 0 ? <NoChannel /> : sentLine(schedule?.lastWeek ?? null, chosen === asked)}
      </p>
    </SettingsSection>
  );
}

function timeFields(schedule: StoredSchedule | null, billingZone: string): FormField[] {
  const { weekday = "", hour = DEFAULT_HOUR, zone = billingZone } = schedule ?? {};
  return [
    { name: "weekday", label: "Sent", value: String(weekday), width: "150px", options: DAYS },
    { name: "hour", label: "At", value: String(hour), width: "90px", options: HOURS },
    { name: "zone", label: "Zone", value: zone, width: "180px", offers: ZONES },
  ];
}

function channelField(channels: readonly StoredChannel[], value: string): FormField {
  const options = [
    { value: "", label: "every channel" },
    ...channels.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return { name: "channel", label: "To", value, width: "220px", options };
}

function NoChannel() {
  return (
    <>
      There is no channel to send it over yet:{" "}
      <PageLink href="/alerts/channels" className="link underline underline-offset-3">
        set one up
      </PageLink>
      .
    </>
  );
}

function sentLine(lastWeek: string | null, channelIsThere: boolean): string {
  const last = lastWeek === null ? "None was sent so far." : `The last one sent was that of ${lastWeek}.`;
  return channelIsThere ? last : `${last} The channel it went to is gone: choose another.`;
}
