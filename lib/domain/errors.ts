/** Every way a request can be refused, with the HTTP status each is translated to, once, at the edge. */
export const ERROR_STATUS = {
  bad_request: 400,
  unsupported_grouping: 400,
  malformed_payload: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

/** An error meant for the caller: its message names the thing, the value and the remedy. */
export class OutturnError extends Error {
  readonly code: ErrorCode;
  /** Seconds after which to try again, where that helps. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfter?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "OutturnError";
    this.code = code;
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}
