import type { Policy, PolicyRule } from "#lib/domain/policy.ts";

import { inTransaction } from "./in-transaction.ts";
import type { Store } from "./open-store.ts";

/** A version of a project's routing policy, with who saved it and when. */
export interface SavedPolicy extends Policy {
  /** 1, 2, 3, … within the project. */
  readonly version: number;
  /** Why it was changed, in the words of whoever did. */
  readonly note: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
}

export interface NewPolicy extends Policy {
  readonly projectId: string;
  readonly note?: string | null;
  readonly createdBy: string;
}

interface Row {
  readonly version: number;
  readonly rules: PolicyRule[];
  readonly note: string | null;
  readonly created_by: string;
  readonly created_at: Date;
}

const COLUMNS = "version, rules, note, created_by, created_at";

/** Puts a policy in force as the project's next version. A policy without rules leaves every decision to the library. */
export async function saveRoutingPolicy(store: Store, policy: NewPolicy): Promise<SavedPolicy> {
  const { projectId, rules, note = null, createdBy } = policy;
  return inTransaction(store.pool, async (client) => {
    // Whoever saves at the same time waits here, so that versions have no gap and none is lost.
    await client.query("select 1 from project where id = $1 for update", [projectId]);
    const { rows } = await client.query<Row>(
      `insert into routing_policy (project_id, version, rules, note, created_by)
       select $1, coalesce(max(version), 0) + 1, $2::jsonb, $3, $4 from routing_policy where project_id = $1
       returning ${COLUMNS}`,
      [projectId, JSON.stringify(rules), note, createdBy],
    );
    const [saved] = rows;
    if (saved === undefined) throw new Error("the insert of a routing policy returned no row");
    return fromRow(saved);
  });
}

/** The policy in force, or the version asked for; null when there is none. */
export async function findRoutingPolicy(
  store: Store,
  projectId: string,
  version: number | null = null,
): Promise<SavedPolicy | null> {
  const { rows } = await store.pool.query<Row>(
    `select ${COLUMNS} from routing_policy where project_id = $1 and version = coalesce($2, version)
     order by version desc limit 1`,
    [projectId, version],
  );
  return rows[0] === undefined ? null : fromRow(rows[0]);
}

/** All versions of a project's policy, the one in force first. */
export async function listRoutingPolicies(store: Store, projectId: string): Promise<SavedPolicy[]> {
  const { rows } = await store.pool.query<Row>(
    `select ${COLUMNS} from routing_policy where project_id = $1 order by version desc`,
    [projectId],
  );
  return rows.map(fromRow);
}

function fromRow({ version, rules, note, created_by: createdBy, created_at: createdAt }: Row): SavedPolicy {
  return { version, rules, note, createdBy, createdAt };
}
