import { readIdempotencyKey, once } from "./idempotency.ts";
import type { Answer } from "./idempotency.ts";
import { readText } from "./read-json.ts";
import { readOutcomes } from "./read-outcomes.ts";
import type { ApiCall } from "./route.ts";
import { outcomeEvent } from "./task-events.ts";

/** Many outcomes at once, all or none; the same Idempotency-Key again changes nothing and gets the same answer. */
export async function takeOutcomes({ request, runtime, grant }: ApiCall): Promise<Answer> {
  const key = readIdempotencyKey(request);
  const text = await readText(request);
  const outcomes = readOutcomes(text, request.headers.get("content-type") ?? "application/json");
  const { projectId } = grant;
  const work = async (): Promise<Answer> => {
    const now = new Date();
    const events = outcomes.map(({ taskId, body }, i) =>
      outcomeEvent(taskId, body, now, key === null ? undefined : `${key}#${i}`),
    );
    await runtime.store.write({ projectId, calls: [], events });
    return { status: 200, body: { accepted: events.length } };
  };
  return key === null ? work() : once(runtime, { projectId, key, content: text }, work);
}
