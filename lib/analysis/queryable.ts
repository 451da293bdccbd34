/** What analysis needs of a database: a pg pool, or a client inside a transaction. */
export interface Queryable {
  query(text: string, values: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}
