import { Client } from "pg";

/** Marks that wait to be folded. */
export async function foldLag(databaseUrl: string): Promise<number> {
  return askNumber(databaseUrl, "select count(*)::int as value from (select 1 from task_dirty limit 1) as waiting");
}

/** What the database takes for each call: all tables and indexes, roll-ups included. */
export async function bytesPerCall(databaseUrl: string): Promise<number> {
  return askNumber(
    databaseUrl,
    `select (sum(pg_total_relation_size(oid)) / (select count(*) from call))::float as value
     from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
}

async function askNumber(databaseUrl: string, text: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: number }>(text);
    return rows[0]?.value ?? 0;
  } finally {
    await client.end();
  }
}
