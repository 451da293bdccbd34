import { DeliveryTable } from "#components/alerts/delivery-table.tsx";
import { IncidentEvents } from "#components/alerts/incident-events.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { mutedUntilOf } from "#lib/alerts/read-rule.ts";
import { listDeliveriesOf } from "#lib/store/alerts/deliveries.ts";
import { listRules } from "#lib/store/alerts/rules.ts";
import { openProject } from "../../../_data/open-project.ts";
import { acknowledge } from "../../_actions/acknowledge.ts";
import { comment } from "../../_actions/comment.ts";
import { muteForADay } from "../../_actions/mute-for-a-day.ts";
import { MuteRule } from "../../_panels/mute-rule.tsx";
import type { ReadIncident } from "../../_data/read-incident.ts";

/** What happened to the incident, who was told, and what people say of it. */
export async function HistoryPanel({ incident }: { readonly incident: ReadIncident }) {
  const { store, project } = await openProject();
  const { id, endedAt, acknowledgedBy, mutedUntil } = incident;
  const [deliveries, rules] = await Promise.all([listDeliveriesOf(store, id), listRules(store, project.id)]);
  const own = rules.filter((rule) => incident.parts.some(({ ruleId }) => ruleId === rule.id));
  const isMuted = mutedUntil !== null && mutedUntil.getTime() > Date.now();
  return (
    <section aria-labelledby="history" className="mt-8 border-t border-hair pt-5">
      <h2 id="history" className="text-[13.5px] font-semibold">
        What happened since
      </h2>
      <IncidentEvents events={incident.events} />
      <div className="mt-3 flex flex-wrap items-end gap-x-3 gap-y-2">
        {endedAt === null && acknowledgedBy === null ? (
          <SettingsForm action={acknowledge} hidden={{ id }} fields={[]} submit="Acknowledge" />
        ) : null}
        {endedAt === null && !isMuted ? (
          <SettingsForm action={muteForADay} hidden={{ id }} fields={[]} submit="Send nothing more for a day" />
        ) : null}
        <SettingsForm
          action={comment}
          hidden={{ id }}
          fields={[{ name: "text", label: "Comment", value: "", width: "320px" }]}
          submit="Add comment"
        />
      </div>
      {own.length === 0 ? null : (
        <>
          <h3 className="mt-6 font-semibold">Rules that opened it</h3>
          <div className="mt-1 grid gap-y-3">
            {own.map((rule) => (
              <MuteRule key={rule.id} id={rule.id} name={rule.name} mutedUntil={mutedUntilOf(rule, Date.now())} />
            ))}
          </div>
        </>
      )}
      <h3 className="mt-6 font-semibold">Messages</h3>
      <DeliveryTable deliveries={deliveries} ofChannels={false} />
    </section>
  );
}
