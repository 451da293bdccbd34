/** How a table lies on a Citus cluster; on a single Postgres it makes no difference. */
export type Placement =
  /** Spread over the nodes by a column. Tables of one group keep equal values of it on one node. */
  | { readonly kind: "distributed"; readonly column: string; readonly with: string | null }
  /** The whole of it on every node. */
  | { readonly kind: "reference" };

const byTask: Placement = { kind: "distributed", column: "task_id", with: "call" };
const reference: Placement = { kind: "reference" };

/**
 * The tables that do not stay on the coordinator. Observations are spread by their task, which is all that they are ever
 * joined by; a trace is looked up by itself. Roll-ups, queues, jobs and accounts do not grow with the calls and stay.
 */
export const PLACEMENTS: Readonly<Record<string, Placement>> = {
  call: { kind: "distributed", column: "task_id", with: null },
  task_event: byTask,
  call_content: byTask,
  task: byTask,
  trace_task: { kind: "distributed", column: "trace_id", with: null },
  organisation: reference,
  project: reference,
  task_type: reference,
  price_rule: reference,
  routing_policy: reference,
};

/** Shards that a table is cut into: enough for a few doublings of three nodes, few enough that a fold asks them all at once. */
export const SHARDS = 32;

/** The call that makes a table what it is to be. @returns null for those that stay where they are. */
export function placingSql(table: string, shards: number): string | null {
  const placement = PLACEMENTS[table];
  switch (placement?.kind) {
    case "distributed": {
      const group =
        placement.with === null
          ? `colocate_with => 'none', shard_count => ${shards}`
          : `colocate_with => '${placement.with}'`;
      return `select create_distributed_table('${table}', '${placement.column}', ${group})`;
    }
    case "reference":
      return `select create_reference_table('${table}')`;
    case undefined:
      return null;
  }
}
