import type Anthropic from "@anthropic-ai/sdk";

/** A client class of one's own, as cloud variants are: `observe` must not narrow it to what it extends. */
export interface AnthropicBedrock extends Anthropic {
  readonly awsRegion: string;
}
