import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

import { OutturnError } from "#lib/domain/errors.ts";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The key for what is kept sealed in the database, apart from every other use of the installation's secret. */
function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "outturn alert channels", 32));
}

/** Encrypts with AES-256-GCM: iv, tag and text, end to end. `owner` is bound in: moved to another row it does not open. */
export function seal(text: string, secret: string, owner: string): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), iv).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Uint8Array.from(Buffer.concat([iv, cipher.getAuthTag(), sealed]));
}

/** @throws OutturnError `internal` when it was sealed with another secret, or changed since. */
export function unseal(sealed: Uint8Array, secret: string, owner: string): string {
  const bytes = Buffer.from(sealed);
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), bytes.subarray(0, IV_BYTES))
      .setAAD(Buffer.from(owner))
      .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch (error) {
    throw new OutturnError(
      "internal",
      "The channel's address was sealed with another OUTTURN_SECRET: set that one again, or enter the channel anew.",
      { cause: error },
    );
  }
}
