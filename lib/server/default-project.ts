import { randomBytes } from "node:crypto";

import type { PrismaClient } from "#generated/prisma/client.ts";

export const DEFAULT_PROJECT = "default";

export interface DefaultProject {
  readonly id: string;
  readonly name: string;
  /** IANA zone in which spend is billed. */
  readonly billingZone: string;
  readonly createdAt: Date;
  /** True on the start that made it. */
  readonly created: boolean;
  readonly simulated: boolean;
}

/** The first project: made once, whichever of several servers starts first. */
export async function ensureDefaultProject(
  prisma: PrismaClient,
  { simulated, declaredTags }: { simulated: boolean; declaredTags: readonly string[] },
): Promise<DefaultProject> {
  const { count } = await prisma.project.createMany({
    data: {
      slug: DEFAULT_PROJECT,
      name: "Default",
      simulated,
      declaredTags: [...declaredTags],
      hashKey: randomBytes(32).toString("hex"),
    },
    skipDuplicates: true,
  });
  const project = await prisma.project.findUniqueOrThrow({ where: { slug: DEFAULT_PROJECT } });
  const { id, name, billingZone, createdAt } = project;
  return { id, name, billingZone, createdAt, created: count === 1, simulated: project.simulated };
}
