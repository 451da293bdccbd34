import type { Metadata } from "next";
import { ChannelList } from "#components/alerts/channel-list.tsx";
import { DeliveryTable } from "#components/alerts/delivery-table.tsx";
import { NewChannel } from "#components/alerts/new-channel.tsx";
import { PageHead } from "#components/shell/page-head.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { listChannels } from "#lib/store/alerts/channels.ts";
import { listDeliveries } from "#lib/store/alerts/deliveries.ts";
import { openProject } from "../../_data/open-project.ts";
import { deleteChannelForGood } from "../_actions/delete-channel.ts";
import { makeChannel } from "../_actions/make-channel.ts";
import { switchChannel } from "../_actions/switch-channel.ts";
import { testChannel } from "../_actions/test-channel.ts";
import { AlertPages } from "../_panels/alert-pages.tsx";

export const metadata: Metadata = { title: "Alert channels" };

export default async function ChannelsPage() {
  const { store, project } = await openProject();
  const [channels, deliveries] = await Promise.all([
    listChannels(store, project.id),
    listDeliveries(store, project.id),
  ]);
  return (
    <>
      <PageHead title="Where alerts are sent" simulated={project.simulated}>
        <AlertPages here="/alerts/channels" />
      </PageHead>
      <SettingsSection
        id="channels"
        title="Channels"
        note="One message when an incident opens, one when it is over. Addresses and keys are kept encrypted."
      >
        <ChannelList
          channels={channels.map(({ id, name, kind, hint, enabled }) => ({ id, name, kind, hint, enabled }))}
          test={testChannel}
          remove={deleteChannelForGood}
          switchOn={switchChannel}
        />
        <NewChannel action={makeChannel} />
      </SettingsSection>
      <SettingsSection
        id="messages"
        title="Messages"
        note="The latest fifty. What a receiver does not take is tried again for about a day."
      >
        <DeliveryTable deliveries={deliveries} ofChannels />
      </SettingsSection>
    </>
  );
}
