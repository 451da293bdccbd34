/** What the work is told of the leg it is on. */
export interface Leg {
  /** 0 for the entry model. */
  readonly index: number;
  /** What the leg before threw; undefined on the first. */
  readonly error: unknown;
}

/**
 * Does the work with the first model, and with the next ones as long as it fails.
 * @throws what the last leg threw, and at once what an abort threw: whoever gave up wants no other model.
 */
export async function withFallback<M, T>(
  models: readonly M[],
  work: (model: M, leg: Leg) => T | Promise<T>,
): Promise<T> {
  let error: unknown = new RangeError("withFallback needs at least one model");
  for (const [index, model] of models.entries()) {
    try {
      return await work(model, { index, error: index === 0 ? undefined : error });
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      error = thrown;
    }
  }
  throw error;
}

function isAbort(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "AbortError" || error.constructor.name === "APIUserAbortError";
}
