import type { Reads } from "#lib/store/open-reads.ts";
import { readFoldVersion } from "#lib/store/read-fold-state.ts";

import { log } from "./log.ts";

type Listener = (version: string) => void;

/** Fast enough that a call is on the page within two seconds; one small query however many pages are open. */
const POLL_MS = 400;

interface Followed {
  readonly listeners: Set<Listener>;
  version: string | null;
  timer: NodeJS.Timeout | null;
}

const followed = new Map<string, Followed>();

/**
 * Tells `listener` the version of a project's figures, now and whenever a fold changed them, in this process or another.
 * @returns a function that ends it.
 */
export function followFolds(reads: Reads, projectId: string, listener: Listener): () => void {
  const entry: Followed = followed.get(projectId) ?? { listeners: new Set(), version: null, timer: null };
  followed.set(projectId, entry);
  entry.listeners.add(listener);
  if (entry.version !== null) listener(entry.version);
  if (entry.timer === null) poll(reads, projectId, entry);
  return () => {
    entry.listeners.delete(listener);
    if (entry.listeners.size > 0) return;
    if (entry.timer !== null) clearTimeout(entry.timer);
    followed.delete(projectId);
  };
}

function poll(reads: Reads, projectId: string, entry: Followed): void {
  const again = (): void => {
    if (entry.listeners.size > 0) entry.timer = setTimeout(() => poll(reads, projectId, entry), POLL_MS).unref();
  };
  entry.timer ??= setTimeout(() => undefined, 0);
  readFoldVersion(reads, projectId)
    .then(String)
    .then((version) => {
      if (version === entry.version) return;
      entry.version = version;
      for (const listener of entry.listeners) listener(version);
    })
    .catch((error: unknown) => {
      // Whoever asked has left, at the server's end for one: nobody misses the answer.
      if (entry.listeners.size > 0) log.warn({ err: error }, "the version of the figures could not be read");
    })
    .finally(again);
}
