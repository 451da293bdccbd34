import { PrismaPg } from "@prisma/adapter-pg";

import { PrismaClient } from "#generated/prisma/client.ts";

/** Accounts, keys and projects go through this client; observations and roll-ups have the store's own pool. */
export function openPrisma(databaseUrl: string): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: 5 }) });
}
