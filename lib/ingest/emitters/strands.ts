import { valueOf } from "../read-attributes.ts";
import type { Emitter } from "./emitter.ts";

/** Strands Agents name themselves as the provider, and pass on its counts: Bedrock's and Anthropic's leave the cache out. */
export const strands: Emitter = {
  name: "strands",
  recognises: ({ attributes }) => valueOf(attributes, "provider") === "strands-agents",
  inputRule: (_span, raw) =>
    /anthropic|claude|amazon\.|nova/.test(raw.requestModel ?? "") ? "exclusive" : "inclusive",
};
