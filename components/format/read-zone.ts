/** Holds the reader's time zone, an IANA name; written by their browser. */
export const ZONE_COOKIE = "outturn_zone";

/** The zone that a cookie names; UTC for one that is absent or that this machine does not know. */
export function readZone(text: string | undefined): string {
  if (text === undefined || text === "") return "UTC";
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: decodeURIComponent(text) }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
