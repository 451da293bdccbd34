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

/** Long work that people watch. */
export interface Job {
  readonly id: string;
  readonly projectId: string;
  readonly kind: "reprice";
  readonly state: JobState;
  readonly request: RepriceRequest;
  /** Tasks done, of how many; null until that is known. */
  readonly done: number;
  readonly total: number | null;
  /** As far as it has come. */
  readonly result: RepriceResult | null;
  readonly error: string | null;
  readonly cancelAsked: boolean;
  readonly requestedBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}
