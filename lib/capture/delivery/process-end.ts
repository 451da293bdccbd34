/** What somebody has to do before the process ends. */
export interface LastDuties {
  /** Whether there is anything new to send since it was last asked to. */
  pending(): boolean;
  /** Sends what is there, in bounded time; `last` when nothing comes after it. */
  flush(last: boolean): Promise<void>;
  /** Puts what is left where it survives the process, at once. */
  keep(): void;
}

type Signal = "SIGTERM" | "SIGINT";
const SIGNALS = ["SIGTERM", "SIGINT"] as const satisfies readonly Signal[];
/** Shared by all copies of this library in a process, so that each knows the others' listeners for no application's. */
const MARK = Symbol.for("outturn.signal-listener");

const waiting = new Set<LastDuties>();
let ending = false;

/**
 * Has `duties` done when the process ends: by itself, by `process.exit`, or by SIGTERM or SIGINT. An application's own
 * signal listeners decide as before; without any, the process ends by the same signal after the flush. Returns how to forget it.
 */
export function onProcessEnd(duties: LastDuties): () => void {
  if (waiting.size === 0) listen("on");
  waiting.add(duties);
  return () => {
    if (waiting.delete(duties) && waiting.size === 0) listen("off");
  };
}

function listen(how: "on" | "off"): void {
  process[how]("beforeExit", onEmptyLoop);
  process[how]("exit", onExit);
  for (const signal of SIGNALS) process[how](signal, onSignal);
}

/** A flush starts timers, and their end is another empty event loop: only what is new is sent again. */
function onEmptyLoop(): void {
  for (const duties of waiting) if (duties.pending()) void duties.flush(false);
}

function onExit(): void {
  for (const duties of waiting) duties.keep();
}

const onSignal = Object.assign(
  (signal: Signal): void => {
    const alone = process.listeners(signal).every((listener) => MARK in listener);
    if (!alone) {
      for (const duties of waiting) void duties.flush(false);
      return;
    }
    // Asked twice, nobody wants to wait.
    if (ending) return endBy(signal);
    ending = true;
    void Promise.allSettled([...waiting].map((duties) => duties.flush(true))).then(() => endBy(signal));
  },
  { [MARK]: true },
);

/** Ends the process as the signal would have without us: its exit code tells the same. */
function endBy(signal: Signal): void {
  onExit();
  process.removeListener(signal, onSignal);
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
