import type { Api, Collector, ReplyFacts } from "../api.ts";
import { EMPTY_REPLY, plainRequest } from "../api.ts";
import { textLength } from "../measure-input.ts";
import { bag, text } from "../peek.ts";
import { readMediaUsage } from "./read-usage.ts";

const MEDIA = { apiType: null, family: "openai", usageOnRequest: false, uploads: true } as const;

/** Generations, edits and variations. */
export const IMAGES: Api = {
  ...MEDIA,
  operation: "image_generation",
  inputChars: (params) => textLength(params["prompt"]),
  readRequest: (params) => plainRequest(params["prompt"] ?? null),
  readReply: (body) => ({ ...readMediaReply(body), hasContent: Array.isArray(bag(body)["data"]) }),
  collect: () => new MediaCollector(),
};

/** Videos are made in the background and billed by the second: the record says that one was ordered, of which model. */
export const VIDEOS: Api = {
  ...MEDIA,
  operation: "video_generation",
  inputChars: (params) => textLength(params["prompt"]),
  readRequest: (params) => plainRequest(params["prompt"] ?? null),
  readReply: readMediaReply,
  collect: () => new MediaCollector(),
};

/** Transcriptions and translations. Silence is a good answer, so an empty text is no failure. */
export const TRANSCRIPTIONS: Api = {
  ...MEDIA,
  operation: "transcription",
  inputChars: () => null,
  readRequest: () => plainRequest(null),
  readReply: readMediaReply,
  collect: () => new MediaCollector(),
};

export const SPEECH: Api = {
  ...MEDIA,
  operation: "speech",
  body: "bytes",
  inputChars: (params) => textLength(params["input"]),
  readRequest: (params) => plainRequest(params["input"] ?? null),
  readReply: readMediaReply,
  collect: () => new MediaCollector(),
};

/** Free, and recorded all the same. */
export const MODERATIONS: Api = {
  ...MEDIA,
  operation: "moderation",
  inputChars: (params) => textLength(params["input"]),
  readRequest: (params) => plainRequest(params["input"] ?? null),
  readReply: readMediaReply,
  collect: () => new MediaCollector(),
};

function readMediaReply(body: unknown): ReplyFacts {
  const { id, model, usage } = bag(body);
  return {
    ...EMPTY_REPLY,
    id: text(id),
    model: text(model),
    hasContent: true,
    usage: readMediaUsage(usage),
    usageRaw: usage ?? null,
  };
}

/** Gathers streamed media; the last event carries the usage. Nothing of the content is kept. */
class MediaCollector implements Collector {
  #usage: unknown = null;
  #complete = false;
  #any = false;

  take(event: unknown): boolean {
    const { type, usage } = bag(event);
    const kind = text(type) ?? "";
    if (usage !== undefined && usage !== null) this.#usage = usage;
    if (kind.endsWith(".completed") || kind.endsWith(".done")) this.#complete = true;
    this.#any = true;
    return true;
  }

  reply(): ReplyFacts {
    return { ...readMediaReply({ usage: this.#usage }), hasContent: this.#any, complete: this.#complete };
  }
}
