import { z } from "zod";

/**
 * A backup is lines of text, packed by gzip: a header, then for each table a line that names it and its columns, its rows as
 * Postgres' COPY writes them and a line `\.`, and at last a line that says how much there was.
 */
export const BACKUP_FORMAT = "outturn-backup-1";
/** No row of COPY's text form is this line. */
export const TABLE_END = "\\.\n";

export const backupHeader = z.object({
  format: z.literal(BACKUP_FORMAT),
  at: z.string(),
  /** The schema the rows fit. */
  migrations: z.array(z.string()),
  /** Months whose partitions hold rows. */
  months: z.array(z.number().int()),
});
export type BackupHeader = z.infer<typeof backupHeader>;

const NAME = z.string().regex(/^[a-z_][a-z0-9_]*$/);
export const backupTable = z.object({ table: NAME, columns: z.array(NAME).min(1) });
export type BackupTable = z.infer<typeof backupTable>;

export const backupEnd = z.object({ end: z.literal(true), tables: z.number().int(), rows: z.number().int() });
export type BackupEnd = z.infer<typeof backupEnd>;
