/** A subgraph's database is like every other. */
export { openDatabase } from '../../database/database.ts';
export type { Database, Row, Sql, Transaction } from '../../database/database.ts';
export { OF_PROGRAM, reachFor } from '../../database/reach.ts';
