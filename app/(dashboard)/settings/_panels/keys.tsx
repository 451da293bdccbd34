import { KeyList } from "#components/settings/key-list.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { listApiKeys } from "#lib/store/list-api-keys.ts";
import { openProject } from "../../_data/open-project.ts";
import { makeKey } from "../_actions/make-key.ts";
import { revokeKey } from "../_actions/revoke-key.ts";
import { rotateKey } from "../_actions/rotate-key.ts";

const SCOPES = [
  { value: "ingest", label: "ingest: send calls and outcomes" },
  { value: "read", label: "read: ask for figures" },
  { value: "admin", label: "admin: everything" },
] as const;

export async function KeysPanel() {
  const { store, project } = await openProject();
  const keys = await listApiKeys(store, project.id);
  return (
    <SettingsSection
      id="keys"
      title="Keys"
      note="Applications send and ask with a key. Only its hash is stored; spend can be told apart by the key it came with. A replaced key goes on working for a week, so that nothing stops meanwhile."
    >
      <KeyList keys={keys} revoke={revokeKey} rotate={rotateKey} now={new Date()} />
      <SettingsForm
        action={makeKey}
        submit="Make key"
        fields={[
          { name: "name", label: "Name of the new key", value: "", width: "200px" },
          { name: "scope", label: "Scope", value: "ingest", width: "252px", options: SCOPES },
          { name: "days", label: "Works for, days", value: "", width: "110px", decimal: true },
          { name: "rate", label: "Most requests a minute", value: "", width: "150px", decimal: true },
        ]}
      />
    </SettingsSection>
  );
}
