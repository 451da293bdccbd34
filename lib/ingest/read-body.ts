import { createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { Readable } from "node:stream";
import type { Transform } from "node:stream";
import { OutturnError } from "#lib/domain/errors.ts";

/** The size that the specification recommends, for the body as sent and as unpacked. */
const MOST_BYTES = 64 * 1024 * 1024;

export type Body = AsyncIterable<Uint8Array> | Uint8Array | null;

/** Exporters pack with gzip; collectors can be told to pack otherwise. */
const UNPACKING: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["zstd", createZstdDecompress],
]);

/**
 * The whole body, unpacked. Never holds more than the limit: unpacking stops at the first byte beyond it.
 * @throws OutturnError `payload_too_large`, `unsupported_media_type` for an unknown encoding, `malformed_payload` for a
 *   body that is not whole in its encoding.
 */
export async function readBody(body: Body, contentEncoding: string | null): Promise<Buffer> {
  const encoding = (contentEncoding ?? "").trim().toLowerCase();
  if (encoding === "" || encoding === "identity") return collect(body, "");
  const unpacking = UNPACKING.get(encoding);
  if (unpacking === undefined) {
    throw new OutturnError(
      "unsupported_media_type",
      `Content-Encoding "${encoding.slice(0, 40)}" is not taken: send gzip, deflate, zstd, or nothing`,
    );
  }
  const packed = await collect(body, "");
  if (packed.length === 0) return packed;
  const unpacker = unpacking();
  try {
    return await collect(Readable.from([packed]).pipe(unpacker), " once unpacked");
  } catch (error) {
    if (error instanceof OutturnError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new OutturnError("malformed_payload", `the body is not whole ${encoding}: ${why}`, { cause: error });
  } finally {
    unpacker.destroy();
  }
}

async function collect(body: Body, when: string): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  if (body instanceof Uint8Array) {
    checkSize(body.byteLength, when);
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    checkSize(size, when);
    chunks.push(chunk);
  }
  const [only] = chunks;
  if (chunks.length !== 1 || only === undefined) return Buffer.concat(chunks, size);
  return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
}

function checkSize(size: number, when: string): void {
  if (size <= MOST_BYTES) return;
  throw new OutturnError(
    "payload_too_large",
    `the body is larger than ${MOST_BYTES} bytes${when}: send smaller batches`,
  );
}
