import { OutturnError } from "#lib/domain/errors.ts";

/** A small body cannot hold enough values to hurt. */
const UNCOUNTED_BYTES = 4 * 1024 * 1024;
/** Each value costs a parsed body some fifty bytes: four million are 200 MB, and no honest batch comes near. */
const MOST_VALUES = 4_000_000;

/**
 * A JSON body as a value; an empty one is an empty request.
 * @throws OutturnError `malformed_payload` when it is not JSON, `payload_too_large` when it is nothing but punctuation.
 */
export function parseBody(bytes: Buffer): unknown {
  if (bytes.length > UNCOUNTED_BYTES && countValues(bytes) > MOST_VALUES) {
    throw new OutturnError("payload_too_large", `the body holds more than ${MOST_VALUES} values: send smaller batches`);
  }
  const text = bytes.toString("utf8");
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw new OutturnError(
      "malformed_payload",
      `the body is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : ""}`,
    );
  }
}

/** Opening brackets and commas, counted also within texts: an upper bound. */
function countValues(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) {
    if (byte === 0x2c || byte === 0x5b || byte === 0x7b) count++;
  }
  return count;
}
