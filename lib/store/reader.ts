import type { QueryConfig, QueryResult, QueryResultRow } from "pg";

/** What reads: a pool, or a client in a transaction. */
export interface Reader {
  query<Row extends QueryResultRow>(config: QueryConfig): Promise<QueryResult<Row>>;
}
