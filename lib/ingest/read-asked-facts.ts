import { GEN_AI, OUTTURN } from "#lib/domain/attributes.ts";
import type { Call } from "#lib/domain/call.ts";
import { JSON_MECHANISMS } from "#lib/domain/failure.ts";
import type { Attributes } from "./decoded-span.ts";
import { asBoolean, asText, asWhole, parseJson } from "./read-attributes.ts";
import { readValueFacts } from "./read-tool-calls.ts";

const MOST_CHARS = 2_147_483_647;
const MOST_TOOLS = 100_000;

type AskedFacts = Pick<
  Call,
  | "jsonMechanism"
  | "jsonValues"
  | "toolsOffered"
  | "toolsHash"
  | "prefixHash"
  | "requestHash"
  | "inputChars"
  | "markedReask"
>;

/** What a span says of the request: how it asked, for what, and whether it was asked before. */
export function readAskedFacts(attributes: Attributes): AskedFacts {
  const mechanism = attributes.get(OUTTURN.jsonMechanism);
  return {
    jsonMechanism: JSON_MECHANISMS.find((known) => known === mechanism) ?? null,
    jsonValues: readValueFacts(parseJson(attributes.get(OUTTURN.jsonValues))),
    toolsOffered: asWhole(attributes.get(OUTTURN.toolsOffered), 0, MOST_TOOLS) ?? countDefinitions(attributes),
    toolsHash: asText(attributes.get(OUTTURN.toolsHash)),
    prefixHash: asText(attributes.get(OUTTURN.prefixHash)),
    requestHash: asText(attributes.get(OUTTURN.requestHash)),
    inputChars: asWhole(attributes.get(OUTTURN.inputChars), 0, MOST_CHARS),
    markedReask: asBoolean(attributes.get(OUTTURN.reask)),
  };
}

/** Other emitters send the definitions themselves, where content is captured. */
function countDefinitions(attributes: Attributes): number | null {
  const definitions = parseJson(attributes.get(GEN_AI.toolDefinitions));
  return Array.isArray(definitions) ? Math.min(definitions.length, MOST_TOOLS) : null;
}
