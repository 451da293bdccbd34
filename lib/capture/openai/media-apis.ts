import type { Api, Collector, Keeps, ReplyFacts } from "../api.ts";
import { EMPTY_REPLY, plainRequest } from "../api.ts";
import { textLength } from "../measure-input.ts";
import { bag, text } from "../peek.ts";
import { IMAGE_CONTENT, INPUT_CONTENT, TRANSCRIPT_CONTENT, VIDEO_CONTENT } from "./read-media-content.ts";
import { readMediaUsage } from "./read-usage.ts";

const MEDIA = { apiType: null, family: "openai", usageOnRequest: false, uploads: true } as const;

/** Generations, edits and variations. */
export const IMAGES: Api = {
  ...MEDIA,
  operation: "image_generation",
  inputChars: (params) => textLength(params["prompt"]),
  readRequest: (params) => plainRequest(params["prompt"] ?? null),
  readReply: (body) => ({ ...readMediaReply(body), hasContent: Array.isArray(bag(body)["data"]) }),
  content: IMAGE_CONTENT,
  collect: () => new MediaCollector(),
};

/** Videos are made in the background and billed by the second: the record says that one was ordered, of which model. */
export const VIDEOS: Api = {
  ...MEDIA,
  operation: "video_generation",
  inputChars: (params) => textLength(params["prompt"]),
  readRequest: (params) => plainRequest(params["prompt"] ?? null),
  readReply: readMediaReply,
  content: VIDEO_CONTENT,
  collect: () => new MediaCollector(),
};

/** Transcriptions and translations. Silence is a good answer, so an empty text is no failure. */
export const TRANSCRIPTIONS: Api = {
  ...MEDIA,
  operation: "transcription",
  inputChars: () => null,
  readRequest: () => plainRequest(null),
  readReply: readMediaReply,
  content: TRANSCRIPT_CONTENT,
  collect: (_params, keeps) => new MediaCollector(keeps),
};

export const SPEECH: Api = {
  ...MEDIA,
  operation: "speech",
  body: "bytes",
  inputChars: (params) => textLength(params["input"]),
  readRequest: (params) => plainRequest(params["input"] ?? null),
  readReply: readMediaReply,
  content: INPUT_CONTENT,
  collect: () => new MediaCollector(),
};

/** Free, and recorded all the same. */
export const MODERATIONS: Api = {
  ...MEDIA,
  operation: "moderation",
  inputChars: (params) => textLength(params["input"]),
  readRequest: (params) => plainRequest(params["input"] ?? null),
  readReply: readMediaReply,
  content: INPUT_CONTENT,
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

/** Gathers streamed media; the last event carries the usage. Of the content only a transcript is kept, where it is wanted. */
class MediaCollector implements Collector {
  readonly #keeps: Keeps;
  #text = "";
  #usage: unknown = null;
  #complete = false;
  #any = false;

  constructor(keeps: Keeps = "length") {
    this.#keeps = keeps;
  }

  take(event: unknown): boolean {
    const { type, usage, delta, text: whole } = bag(event);
    const kind = text(type) ?? "";
    if (usage !== undefined && usage !== null) this.#usage = usage;
    if (kind.endsWith(".completed") || kind.endsWith(".done")) this.#complete = true;
    if (this.#keeps === "content") this.#text = text(whole) ?? this.#text + (text(delta) ?? "");
    this.#any = true;
    return true;
  }

  reply(): ReplyFacts {
    return { ...readMediaReply({ usage: this.#usage }), hasContent: this.#any, complete: this.#complete };
  }

  body(): unknown {
    return { text: this.#text };
  }
}
