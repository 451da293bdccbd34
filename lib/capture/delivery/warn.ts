/** Tells the developer something, once a kind. */
export type Warn = (kind: string, message: string) => void;

/** Says each kind of trouble once: to `listener`, else as a process warning. Never throws. */
export function warnOnce(listener?: (message: string) => void): Warn {
  const said = new Set<string>();
  return (kind, message) => {
    if (said.has(kind)) return;
    said.add(kind);
    try {
      if (listener) listener(message);
      else process.emitWarning(message, { type: "OutturnWarning", code: `OUTTURN_${kind.toUpperCase()}` });
    } catch {
      // A listener that throws must not reach the caller of a model.
    }
  };
}
