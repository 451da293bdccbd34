/** What still has to be done before the process ends by itself. */
const waiting = new Set<() => Promise<void>>();
let listening = false;

/** Runs `flush` when the event loop is empty, so that a script's last records are sent. Returns how to forget it. */
export function onProcessEnd(flush: () => Promise<void>): () => void {
  if (!listening) {
    listening = true;
    process.on("beforeExit", () => {
      for (const pending of waiting) void pending();
    });
  }
  // Once only: a flush starts timers, and their end would be another empty event loop.
  const once = (): Promise<void> => {
    waiting.delete(once);
    return flush();
  };
  waiting.add(once);
  return () => void waiting.delete(once);
}
