import { createHash } from "node:crypto";

import { OutturnError } from "#lib/domain/errors.ts";

import type { Runtime } from "./runtime.ts";

const LONGEST_KEY = 256;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** @throws OutturnError `bad_request` for a key that is too long. */
export function readIdempotencyKey(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null || key === "") return null;
  if (key.length <= LONGEST_KEY) return key;
  throw new OutturnError(
    "bad_request",
    `Idempotency-Key has at most ${LONGEST_KEY} characters; this one has ${key.length}.`,
  );
}

/**
 * Answers a request that was answered before with the same answer. `work` must come to the same end when it runs twice, as
 * it does when the first answer was lost before it was kept.
 * @throws OutturnError `conflict` when the key was used for another request.
 */
export async function once(
  { prisma }: Runtime,
  { projectId, key, content }: { projectId: string; key: string; content: string },
  work: () => Promise<Answer>,
): Promise<Answer> {
  const requestHash = createHash("sha256").update(content).digest("hex");
  const id = { projectId_key: { projectId, key } };
  const before = await prisma.idempotentRequest.findUnique({ where: id });
  if (before === null) {
    const { status, body } = await work();
    const data = { projectId, key, requestHash, status, response: JSON.stringify(body) };
    await prisma.idempotentRequest.createMany({ data, skipDuplicates: true });
  }
  const kept = before ?? (await prisma.idempotentRequest.findUniqueOrThrow({ where: id }));
  if (kept.requestHash !== requestHash) {
    throw new OutturnError(
      "conflict",
      `Idempotency-Key "${key}" was used for another request: use a new key for new content.`,
    );
  }
  return { status: kept.status, body: JSON.parse(kept.response) };
}
