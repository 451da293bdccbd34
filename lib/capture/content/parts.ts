import { mapTexts } from "#lib/domain/redact.ts";

import { bag, text } from "../peek.ts";

/**
 * A piece of a message, as the GenAI convention has it. Files and media are noted by kind and size: their bytes are left out.
 */
export type Part =
  | { readonly type: "text" | "reasoning"; readonly content: string }
  | { readonly type: "tool_call"; readonly id: string | null; readonly name: string; readonly arguments: unknown }
  | { readonly type: "tool_call_response"; readonly id: string | null; readonly response: unknown }
  | {
      readonly type: "server_tool_call";
      readonly id: string | null;
      readonly name: string;
      readonly server_tool_call: unknown;
    }
  | {
      readonly type: "server_tool_call_response";
      readonly id: string | null;
      readonly server_tool_call_response: unknown;
    }
  | {
      readonly type: "blob";
      readonly modality: Modality;
      readonly mime_type: string | null;
      readonly size: number | null;
    }
  | { readonly type: "uri"; readonly modality: Modality; readonly uri: string }
  | { readonly type: "file"; readonly modality: Modality; readonly file_id: string };

export type Modality = "image" | "audio" | "video" | "document";

export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly name?: string;
  /** Of an answer: `stop`, `length`, `tool_call`, `content_filter`, `error`, else the provider's own word. */
  readonly finish_reason?: string;
}

/** What a request says to the model. */
export interface RequestContent {
  readonly instructions: readonly Part[];
  readonly messages: readonly Message[];
  readonly tools: readonly unknown[];
}

/** How the content of one API is read. Methods never throw on odd input. */
export interface ContentReader {
  request(params: unknown): RequestContent;
  /** @param body the reply as it would have come in one piece. */
  reply(body: unknown): readonly Message[];
}

const BASE64 = /^[A-Za-z0-9+/_-]{400,}={0,2}$/;
const DATA_ADDRESS = /^data:([\w.+-]+\/[\w.+-]+)?[;,]/i;

export function textPart(content: unknown): Part[] {
  return typeof content === "string" && content !== "" ? [{ type: "text", content }] : [];
}

export function reasoningPart(content: unknown): Part[] {
  return typeof content === "string" && content !== "" ? [{ type: "reasoning", content }] : [];
}

/** A file given by its address; one that holds the bytes themselves is noted by their size. */
export function mediaPart(address: unknown, modality: Modality): Part[] {
  const uri = text(address);
  if (uri === null) return [];
  const data = DATA_ADDRESS.exec(uri);
  if (data === null) return [{ type: "uri", modality, uri: uri.replace(/[?#].*$/s, "") }];
  return blobPart(uri.slice(uri.indexOf(",") + 1), modality, data[1] ?? null);
}

/** A file given by its bytes in base64; `null` where even they are not there. */
export function blobPart(base64: unknown, modality: Modality, mimeType: unknown): Part[] {
  const size = typeof base64 === "string" ? bytesOf(base64) : null;
  return [{ type: "blob", modality, mime_type: text(mimeType), size }];
}

export function filePart(id: unknown, modality: Modality): Part[] {
  const fileId = text(id);
  return fileId === null ? [] : [{ type: "file", modality, file_id: fileId }];
}

/** Arguments as they were meant: JSON where the text is some, else the text. */
export function parsed(raw: unknown): unknown {
  if (typeof raw !== "string") return raw ?? null;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

/** Whatever a provider calls its own, without the bytes of files in it. */
export function withoutBytes(value: unknown): unknown {
  const note = (entry: string): string =>
    BASE64.test(entry) || DATA_ADDRESS.test(entry) ? `[${bytesOf(entry)} bytes]` : entry;
  return mapTexts(value, { text: note, key: (key) => key });
}

/** An item that the provider executes itself: its name and all else it says. */
export function serverToolPart(item: unknown): Part {
  const { id, type, name, ...rest } = bag(item);
  const word = text(type) ?? "";
  return {
    type: "server_tool_call",
    id: text(id),
    name: text(name) ?? word,
    server_tool_call: { type: word, ...rest },
  };
}

function bytesOf(base64: string): number {
  return Math.floor((base64.length * 3) / 4) - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);
}
