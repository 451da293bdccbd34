import { cookies } from "next/headers";
import { cache } from "react";
import { readZone, ZONE_COOKIE } from "#components/format/read-zone.ts";
import { showHour, showInstant } from "#components/format/time.ts";

/** The reader's zone, as their browser said it; UTC until it has. */
export const readersZone = cache(async (): Promise<string> => readZone((await cookies()).get(ZONE_COOKIE)?.value));

interface InstantProps {
  readonly at: Date;
  /** To the second, unless minutes do. */
  readonly to?: "second" | "minute";
  /** With the zone's name, where nothing beside it says the zone. */
  readonly named?: boolean;
}

/** When something happened, in the reader's zone; in UTC on hover. Ranges and buckets of figures stay in UTC. */
export async function Instant({ at, to = "second", named = false }: InstantProps) {
  const zone = await readersZone();
  const show = to === "second" ? showInstant : showHour;
  return (
    <time dateTime={at.toISOString()} {...(zone === "UTC" ? {} : { title: `${showInstant(at)} UTC` })}>
      {show(at, zone)}
      {named ? ` ${zone}` : ""}
    </time>
  );
}

/** The zone in which times are told, for the head of a list of them. */
export async function ZoneName() {
  return readersZone();
}
