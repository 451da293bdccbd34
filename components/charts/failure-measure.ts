/** What a failure table counts. */
export const FAILURE_MEASURES = ["calls", "tasks", "dollars"] as const;
export type FailureMeasure = (typeof FAILURE_MEASURES)[number];
