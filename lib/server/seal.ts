import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

import { OutturnError } from "#lib/domain/errors.ts";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The key for what is kept sealed in the database, apart from every other use of the installation's secret. */
function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "outturn alert channels", 32));
}

/** Encrypts with AES-256-GCM: iv, tag and bytes, end to end. `owner` is bound in: moved to another row it does not open. */
export function sealBytes(bytes: Uint8Array, key: Uint8Array, owner: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

/** @throws Error when it was sealed with another key or for another owner, or changed since. */
export function unsealBytes(sealed: Uint8Array, key: Uint8Array, owner: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(owner))
    .setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}

/** A text sealed with the installation's secret. */
export function seal(text: string, secret: string, owner: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(sealBytes(Buffer.from(text), keyOf(secret), owner));
}

/** @throws OutturnError `internal` when it was sealed with another secret, or changed since. */
export function unseal(sealed: Uint8Array, secret: string, owner: string): string {
  try {
    return unsealBytes(sealed, keyOf(secret), owner).toString("utf8");
  } catch (error) {
    throw new OutturnError(
      "internal",
      "The channel's address was sealed with another OUTTURN_SECRET: set that one again, or enter the channel anew.",
      { cause: error },
    );
  }
}
