import ipaddr from "ipaddr.js";

import type { PrismaClient } from "#generated/prisma/client.ts";

/** A browser that somebody is signed in with. */
export interface ListedSession {
  readonly id: string;
  readonly startedAt: Date;
  /** When it was last made longer: within a day of its last use. */
  readonly seenAt: Date;
  readonly place: string | null;
  readonly browser: string | null;
}

export interface Sessions {
  /** Those that are still good, latest first. */
  list(userId: string): Promise<readonly ListedSession[]>;
  /** Signs one browser of a person out; false for one that is not theirs. */
  end(userId: string, id: string): Promise<boolean>;
  /** Signs all others out. Answers with how many there were. */
  endOthers(userId: string, keep: string): Promise<number>;
}

export function openSessions(prisma: PrismaClient): Sessions {
  return {
    async list(userId) {
      const found = await prisma.session.findMany({
        where: { userId, expiresAt: { gt: new Date() } },
        orderBy: { updatedAt: "desc" },
      });
      return found.map(({ id, createdAt, updatedAt, ipAddress, userAgent }) => ({
        id,
        startedAt: createdAt,
        seenAt: updatedAt,
        place: placeOf(ipAddress),
        browser: emptyAsNull(userAgent),
      }));
    },
    async end(userId, id) {
      return (await prisma.session.deleteMany({ where: { userId, id } })).count > 0;
    },
    async endOthers(userId, keep) {
      return (await prisma.session.deleteMany({ where: { userId, id: { not: keep } } })).count;
    },
  };
}

/** As people write it; the library keeps of an IPv6 address its network alone, which of loopback is nothing. */
function placeOf(address: string | null): string | null {
  if (address === null || !ipaddr.isValid(address)) return null;
  const place = ipaddr.process(address).toString();
  return place === "::" ? null : place;
}

function emptyAsNull(text: string | null): string | null {
  return text === "" ? null : text;
}
