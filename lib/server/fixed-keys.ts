import { ensureApiKey, hashKey } from "#lib/store/create-api-key.ts";
import type { KeyScope } from "#lib/store/create-api-key.ts";
import type { Store } from "#lib/store/open-store.ts";

import type { Config } from "./config.ts";

/** The name under which a key from the environment is kept, and by which figures are grouped. */
const NAME = "environment";

/** Makes the keys of the environment the project's fixed ones; a value that stood there before stops working. */
export async function keepFixedKeys(store: Store, config: Config, projectId: string): Promise<void> {
  const keys: readonly { scope: KeyScope; plaintext: string | null }[] = [
    { scope: "ingest", plaintext: config.ingestKey },
    { scope: "read", plaintext: config.readKey },
  ];
  for (const { scope, plaintext } of keys) {
    if (plaintext === null) continue;
    await store.prisma.apiKey.deleteMany({
      where: { projectId, scope, name: NAME, hash: { not: hashKey(plaintext) } },
    });
    await ensureApiKey(store, { projectId, scope, name: NAME, plaintext });
  }
}
