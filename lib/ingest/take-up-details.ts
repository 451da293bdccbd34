import { readFinishReasons } from "./finish-reasons.ts";
import type { DecodedSpan } from "./decoded-span.ts";
import type { RawCall } from "./raw-call.ts";

const DETAILS = "gen_ai.client.inference.operation.details";
const CHOICE = "gen_ai.choice";

/** Some instrumentations write what a call was in an event of its span: the span then says it, unless it does so itself. */
export function takeUpDetails({ attributes, events }: DecodedSpan): void {
  for (const event of events) {
    if (event.name !== DETAILS) continue;
    for (const [key, value] of event.attributes) if (!attributes.has(key)) attributes.set(key, value);
  }
}

/** Conventions up to 1.36 end a choice in an event of its own. */
export function takeUpChoices({ events }: DecodedSpan, raw: RawCall): void {
  if (raw.finishReasons.length > 0) return;
  for (const event of events) {
    if (event.name === CHOICE)
      raw.finishReasons.push(...readFinishReasons(event.attributes.get("finish_reason") ?? null));
  }
}
