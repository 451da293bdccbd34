/**
 * Runs synchronous work whose errors are answers, not faults: a megabyte can hold 500,000 of them, and recording where
 * each was thrown would take seconds.
 */
export function withoutStacks<T>(work: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
