export const JOB_STATES = ["queued", "running", "done", "cancelled", "failed"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Which calls to price again; `from` is included and `to` is not, both ISO times. */
export interface RepriceRequest {
  readonly from: string;
  readonly to: string;
  /** A name, or a pattern in which `*` stands for any characters; null for all. */
  readonly model: string | null;
  /** Says what would change, and changes nothing. */
  readonly dryRun: boolean;
}

/** What calls of one model cost before and after; nano-dollars as decimal text, those of unknown cost left out. */
export interface RepricedModel {
  readonly calls: number;
  readonly before: string;
  readonly after: string;
  readonly unpricedBefore: number;
  readonly unpricedAfter: number;
}

export interface RepriceResult {
  /** Records looked at, and those whose cost or source is another now. */
  readonly records: number;
  readonly changed: number;
  /** Tasks some of whose rows are gone: their records are priced again, their figures stay. */
  readonly frozenTasks: number;
  readonly models: Readonly<Record<string, RepricedModel>>;
}

/** Whose rows to delete: exactly one of the three is said. */
export interface EraseRequest {
  readonly taskIds: readonly string[] | null;
  /** Tasks any of whose rows name this user. */
  readonly userId: string | null;
  /** Tasks that started in this half-open range of ISO times. */
  readonly started: { readonly from: string; readonly to: string } | null;
}

/** What was deleted: the receipt. It names nobody, and can be checked by whoever kept the ids. */
export interface EraseResult {
  readonly tasks: number;
  readonly calls: number;
  readonly events: number;
  /** Calls whose messages were deleted; absent in receipts from before any were kept. */
  readonly contents?: number;
  /** SHA-256 over the ids of the deleted tasks, each after the digest so far, in the order of their bytes. */
  readonly digest: string;
  /** Rows found by the same question after the last part: 0, or the deletion is not whole. */
  readonly left: number | null;
}

interface AnyJob {
  readonly id: string;
  readonly projectId: string;
  readonly state: JobState;
  /** Tasks done, of how many; null until that is known. */
  readonly done: number;
  readonly total: number | null;
  readonly error: string | null;
  readonly cancelAsked: boolean;
  readonly requestedBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** Long work that people watch; `result` is as far as it has come. */
export interface RepriceJob extends AnyJob {
  readonly kind: "reprice";
  readonly request: RepriceRequest;
  readonly result: RepriceResult | null;
}

export interface EraseJob extends AnyJob {
  readonly kind: "erase";
  readonly request: EraseRequest;
  readonly result: EraseResult | null;
}

export type Job = RepriceJob | EraseJob;
