import { OutturnError } from "#lib/domain/errors.ts";
import { DAY_MS } from "#lib/domain/time.ts";

import type { Store } from "./open-store.ts";

/** A request that carried an `Idempotency-Key`. */
export interface KeyedRequest {
  readonly projectId: string;
  readonly key: string;
  /** Hash of its method, path and body. */
  readonly requestHash: string;
}

export interface Answer {
  readonly status: number;
  readonly response: string;
}

/**
 * The answer that the same request got before; null when it is new.
 * @throws OutturnError `conflict` when the key came before with another request.
 */
export async function findAnswer(store: Store, { projectId, key, requestHash }: KeyedRequest): Promise<Answer | null> {
  const found = await store.prisma.idempotentRequest.findUnique({ where: { projectId_key: { projectId, key } } });
  if (!found) return null;
  if (found.requestHash !== requestHash)
    throw new OutturnError(
      "conflict",
      `Idempotency-Key "${key}" was used with another request; use a new key for new content.`,
    );
  return { status: found.status, response: found.response };
}

/** Days that a request may be repeated in. */
const KEEP_DAYS = 7;

/** Removes the answers to requests that nobody repeats any more; what is noted without a request stays. @returns how many. */
export async function forgetAnswers(store: Pick<Store, "prisma">, now: Date): Promise<number> {
  const createdAt = { lt: new Date(now.getTime() - KEEP_DAYS * DAY_MS) };
  const { count } = await store.prisma.idempotentRequest.deleteMany({ where: { createdAt, requestHash: { not: "" } } });
  return count;
}

/** Keeps the answer of a request; of two that raced, the first one's answer is kept. */
export async function rememberAnswer(store: Store, request: KeyedRequest, answer: Answer): Promise<void> {
  await store.prisma.idempotentRequest.createMany({ data: [{ ...request, ...answer }], skipDuplicates: true });
}
