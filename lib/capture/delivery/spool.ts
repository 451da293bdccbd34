import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { lstatSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { lstat, mkdir, readdir, readFile, rename, rmdir, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { Payload } from "./payload.ts";

/** When, in which order, by which process, how many spans, and a word that makes it unique. */
const PARCEL = /^\d+-\d+-\d+-(\d+)-[0-9a-f]+\.json\.gz$/;
const CLAIMED = /^(\d+-\d+-\d+-\d+-[0-9a-f]+\.json\.gz)\.sending$/;
/** A process that claimed a parcel and said nothing of it for so long has ended. */
const CLAIM_MS = 60_000;
/** How long a look at the folder's size is good for, and after how long it may hold what other processes left. */
const LOOK_MS = 5000;
const REVISIT_MS = 60_000;
const PRIVATE = { mode: 0o600 };

export interface SpoolOptions {
  readonly directory: string;
  /** Bytes on disk at most, those of other processes included. */
  readonly maxBytes: number;
}

interface Batch {
  readonly payload: Payload;
  readonly spans: number;
}

/** A batch from the spool, claimed for sending: nobody else sends it meanwhile. */
export interface Parcel extends Batch {
  /** It is safe elsewhere, or will never be taken. */
  remove(): Promise<void>;
  /** It could not be sent now. */
  putBack(): Promise<void>;
}

/**
 * Batches kept on disk while the server is away, one file each, oldest first. Any number of processes may share the folder: a
 * file is claimed by renaming it, which only one of them can. Full, it keeps the oldest. Nothing here throws.
 */
export class Spool {
  readonly #directory: string;
  readonly #maxBytes: number;
  #sequence = 0;
  #bytes = 0;
  #lookedAt = 0;
  #emptyAt = 0;

  constructor({ directory, maxBytes }: SpoolOptions) {
    this.#directory = directory;
    this.#maxBytes = maxBytes;
  }

  /** Whether there may be something to send. */
  get mayHold(): boolean {
    return Date.now() - this.#emptyAt > REVISIT_MS;
  }

  /** Keeps a batch; false when it is full or the disk refuses. */
  async keep({ payload, spans }: Batch): Promise<boolean> {
    try {
      const bytes = await payload.gzip();
      await this.#look();
      if (this.#bytes + bytes.length > this.#maxBytes) return false;
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      if (!isOurs(await lstat(this.#directory))) return false;
      const path = this.#nextPath(spans);
      await writeFile(`${path}.tmp`, bytes, PRIVATE);
      await rename(`${path}.tmp`, path);
      this.#kept(bytes.length);
      return true;
    } catch {
      return false;
    }
  }

  /** The same at once, for a process at its very end. */
  keepNow({ payload, spans }: Batch): boolean {
    try {
      const bytes = payload.gzipNow();
      if (this.#bytes + bytes.length > this.#maxBytes) return false;
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      if (!isOurs(lstatSync(this.#directory))) return false;
      const path = this.#nextPath(spans);
      writeFileSync(`${path}.tmp`, bytes, PRIVATE);
      renameSync(`${path}.tmp`, path);
      this.#kept(bytes.length);
      return true;
    } catch {
      return false;
    }
  }

  /** Claims the oldest batch; null when there is none. */
  async next(): Promise<Parcel | null> {
    if (!this.mayHold) return null;
    for (const name of await this.#names()) {
      const parcel = await this.#claim(name);
      if (parcel !== null) return parcel;
    }
    this.#emptyAt = Date.now();
    // Goes only when nothing is left in it.
    await rmdir(this.#directory).catch(() => undefined);
    return null;
  }

  #nextPath(spans: number): string {
    this.#sequence += 1;
    const order = String(this.#sequence).padStart(9, "0");
    const name = [Date.now(), order, process.pid, spans, randomBytes(4).toString("hex")].join("-");
    return join(this.#directory, `${name}.json.gz`);
  }

  #kept(bytes: number): void {
    this.#bytes += bytes;
    this.#emptyAt = 0;
  }

  async #names(): Promise<string[]> {
    const names = await readdir(this.#directory).catch(() => []);
    return names.filter((name) => PARCEL.test(name) || CLAIMED.test(name)).toSorted();
  }

  async #claim(name: string): Promise<Parcel | null> {
    const from = join(this.#directory, name);
    const own = join(this.#directory, CLAIMED.exec(name)?.[1] ?? name);
    const claimed = `${own}.sending`;
    try {
      if (from === claimed && Date.now() - (await stat(from)).mtimeMs < CLAIM_MS) return null;
      const time = new Date();
      // Touched before it is renamed: a claim must never look old.
      await utimes(from, time, time);
      if (from !== claimed) await rename(from, claimed);
    } catch {
      return null;
    }
    const remove = async (): Promise<void> => {
      this.#lookedAt = 0;
      await unlink(claimed).catch(() => undefined);
    };
    try {
      const payload = new Payload({ gzip: await readFile(claimed) });
      const spans = Number(PARCEL.exec(basename(own))?.[1]);
      return { payload, spans, remove, putBack: () => rename(claimed, own).catch(() => undefined) };
    } catch {
      await remove();
      return null;
    }
  }

  /** Brings the folder's size up to date, other processes' files included. */
  async #look(): Promise<void> {
    if (Date.now() - this.#lookedAt < LOOK_MS) return;
    const names = await this.#names();
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(join(this.#directory, name)).catch(() => null))?.size ?? 0),
    );
    this.#bytes = sizes.reduce((sum, size) => sum + size, 0);
    this.#lookedAt = Date.now();
  }
}

/** In a folder for everybody another user may have put one of this name in our place. */
function isOurs(found: Stats): boolean {
  return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
}
