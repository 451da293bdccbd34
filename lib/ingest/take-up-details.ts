import { readFinishReasons } from "./finish-reasons.ts";
import type { DecodedSpan } from "./decoded-span.ts";

const DETAILS = "gen_ai.client.inference.operation.details";
const CHOICE = "gen_ai.choice";

/** Some instrumentations write what a call was in an event of its span: the span then says it, unless it does so itself. */
export function takeUpDetails({ attributes, events }: DecodedSpan): void {
  for (const event of events) {
    if (event.name !== DETAILS) continue;
    for (const [key, value] of event.attributes) if (!attributes.has(key)) attributes.set(key, value);
  }
}

/** How a call ended, where conventions up to 1.36 say it: in an event for each choice. */
export function endingsOfChoices({ events }: DecodedSpan): string[] {
  return events.flatMap(({ name, attributes }) =>
    name === CHOICE ? readFinishReasons(attributes.get("finish_reason") ?? null) : [],
  );
}
