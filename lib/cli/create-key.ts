import { parseArgs } from "node:util";

import { OutturnError } from "#lib/domain/errors.ts";
import { writeAudit } from "#lib/store/audit.ts";
import { createApiKey, KEY_SCOPES } from "#lib/store/create-api-key.ts";
import { ensureDefaultProject } from "#lib/store/create-project.ts";

import { withStore } from "./with-store.ts";

/** `keys create --scope S [--name N]`: prints the key and nothing else on standard output, for scripts. */
export async function createKey(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { scope: { type: "string" }, name: { type: "string", default: "command line" } },
  });
  const scope = KEY_SCOPES.find((known) => known === values.scope);
  if (positionals[0] !== "create" || scope === undefined) {
    throw new OutturnError("bad_request", `Write it as: keys create --scope ${KEY_SCOPES.join("|")} [--name NAME].`);
  }
  return withStore(async (store) => {
    const project = await ensureDefaultProject(store);
    const { plaintext } = await createApiKey(store, { projectId: project.id, scope, name: values.name });
    const said = `Made ${values.name}, a key to ${scope}.`;
    await writeAudit(store, { projectId: project.id, actor: "command line", action: "settings.change", said });
    console.error("This key is shown only now; whoever has it can use it:");
    console.log(plaintext);
    return 0;
  });
}
