import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { createGunzip, createGzip } from "node:zlib";

import { OutturnError } from "#lib/domain/errors.ts";
import { readConfig } from "#lib/server/config.ts";
import { openDataDir } from "#lib/server/data-dir.ts";
import { borrowDatabase } from "#lib/server/open-database.ts";
import { backUp } from "#lib/store/back-up.ts";
import { restore } from "#lib/store/restore.ts";

/** Rows are text that repeats itself: more effort would cost more time than it saves space. */
const GZIP_LEVEL = 3;

/** `backup FILE`: everything in the database as of now, while the server goes on. */
export async function backUpTo(args: readonly string[]): Promise<number> {
  const path = onlyFile(args, "backup");
  // Readable by its owner alone: it holds the hashes of keys and passwords. Under its name only once it is whole.
  const partial = `${path}.partial`;
  const packed = createGzip({ level: GZIP_LEVEL });
  const file = createWriteStream(partial, { mode: 0o600 });
  const written = new Promise<void>((resolve, reject) => {
    file.once("close", resolve);
    for (const stream of [file, packed]) stream.once("error", reject);
  });
  packed.pipe(file);
  try {
    const [{ tables, rows }] = await Promise.all([onDatabase(async (url) => backUp(url, packed)), written]);
    await rename(partial, path);
    console.log(`${path}: ${rows} rows of ${tables} tables`);
    return 0;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** `restore FILE`: into the empty database of this environment. */
export async function restoreFrom(args: readonly string[]): Promise<number> {
  const path = onlyFile(args, "restore");
  const { tables, rows } = await onDatabase(async (url) => restore(url, unpack(path)));
  console.log(`${rows} rows of ${tables} tables restored`);
  return 0;
}

/** Opens the file when its first line is asked for, so that whatever is wrong with it reaches who asked. */
async function* unpack(path: string): AsyncGenerator<Buffer> {
  const unpacked = createGunzip();
  createReadStream(path)
    .once("error", (error) => unpacked.destroy(error))
    .pipe(unpacked);
  yield* unpacked as AsyncIterable<Buffer>;
}

async function onDatabase<T>(work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  await openDataDir(config.dataDir);
  const database = await borrowDatabase(config);
  try {
    return await work(database.url);
  } finally {
    await database.close();
  }
}

function onlyFile(args: readonly string[], command: string): string {
  const [path] = args;
  if (path === undefined || args.length !== 1) {
    throw new OutturnError("bad_request", `Write it as: ${command} FILE.`);
  }
  return path;
}
