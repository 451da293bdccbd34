import { blobPart, mediaPart, textPart } from "../content/parts.ts";
import type { ContentReader, Part } from "../content/parts.ts";
import { bag, list } from "../peek.ts";
import { userText } from "./read-chat-content.ts";

/** A prompt, and pictures: noted by their number and size. */
export const IMAGE_CONTENT: ContentReader = {
  request: (params) => userText(bag(params)["prompt"]),
  reply: (body) => asAnswer(list(bag(body)["data"]).flatMap(readImage)),
};

/** A prompt that the API answers with something to fetch later. */
export const VIDEO_CONTENT: ContentReader = { request: (params) => userText(bag(params)["prompt"]), reply: () => [] };

/** Text in; vectors, flags or sound out, which say nothing to a reader. */
export const INPUT_CONTENT: ContentReader = { request: (params) => userText(bag(params)["input"]), reply: () => [] };

/** Sound in, text out. The prompt is what the transcript should go on from. */
export const TRANSCRIPT_CONTENT: ContentReader = {
  request: (params) => {
    const { prompt } = bag(params);
    return {
      instructions: textPart(prompt),
      messages: [{ role: "user", parts: blobPart(null, "audio", null) }],
      tools: [],
    };
  },
  reply: (body) => asAnswer(textPart(typeof body === "string" ? body : bag(body)["text"])),
};

function readImage(image: unknown): Part[] {
  const { b64_json: base64, url, revised_prompt: prompt } = bag(image);
  const shown = base64 === undefined ? mediaPart(url, "image") : blobPart(base64, "image", null);
  return [...textPart(prompt), ...shown];
}

function asAnswer(parts: readonly Part[]): { role: string; parts: readonly Part[]; finish_reason: string }[] {
  return parts.length === 0 ? [] : [{ role: "assistant", parts, finish_reason: "stop" }];
}
