import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";

import type { PrismaClient } from "#generated/prisma/client.ts";

import { seal, unseal } from "./seal.ts";

interface SecretChange {
  readonly secret: string;
  readonly previous: string;
}

/**
 * Seals anew what the previous secret opens: addresses of channels, keys of messages and authenticator secrets. What the new one
 * opens already stays, so that a second start changes nothing. Answers with how many were sealed anew.
 */
export async function changeSecret(prisma: PrismaClient, change: SecretChange): Promise<number> {
  return (
    (await changeChannels(prisma, change)) +
    (await changeContentKeys(prisma, change)) +
    (await changeSecondFactors(prisma, change))
  );
}

async function changeChannels(prisma: PrismaClient, { secret, previous }: SecretChange): Promise<number> {
  let changed = 0;
  for (const { id, sealed } of await prisma.alertChannel.findMany({ select: { id: true, sealed: true } })) {
    const text = opens(() => unseal(sealed, secret, id)) === null ? opens(() => unseal(sealed, previous, id)) : null;
    if (text === null) continue;
    await prisma.alertChannel.update({ where: { id }, data: { sealed: seal(text, secret, id) } });
    changed += 1;
  }
  return changed;
}

/** The messages themselves stay as they are; those to come are sealed with a key that the previous secret never opened. */
async function changeContentKeys(prisma: PrismaClient, { secret, previous }: SecretChange): Promise<number> {
  let changed = 0;
  for (const { id, sealed } of await prisma.contentKey.findMany({ select: { id: true, sealed: true } })) {
    const key = opens(() => unseal(sealed, secret, id)) === null ? opens(() => unseal(sealed, previous, id)) : null;
    if (key === null) continue;
    await prisma.contentKey.update({ where: { id }, data: { sealed: seal(key, secret, id), retiredAt: new Date() } });
    changed += 1;
  }
  return changed;
}

async function changeSecondFactors(prisma: PrismaClient, { secret, previous }: SecretChange): Promise<number> {
  let changed = 0;
  for (const { id, secret: own, backupCodes } of await prisma.twoFactor.findMany()) {
    if ((await decrypted(own, secret)) !== null) continue;
    const [code, backup] = [await decrypted(own, previous), await decrypted(backupCodes, previous)];
    if (code === null || backup === null) continue;
    const data = {
      secret: await symmetricEncrypt({ key: secret, data: code }),
      backupCodes: await symmetricEncrypt({ key: secret, data: backup }),
    };
    await prisma.twoFactor.update({ where: { id }, data });
    changed += 1;
  }
  return changed;
}

function opens(open: () => string): string | null {
  try {
    return open();
  } catch {
    return null;
  }
}

async function decrypted(data: string, key: string): Promise<string | null> {
  return symmetricDecrypt({ key, data }).catch(() => null);
}
