/** Of the tokens in a User-Agent the first that fits names the program: later ones are there for old sites' sake. */
const BROWSERS = [
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["Firefox", "Firefox"],
  ["Chrome", "Chrome"],
  ["Safari", "Safari"],
] as const;

const SYSTEMS = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
] as const;

/** "Firefox on Linux": enough to know one's own by. */
export function nameBrowser(userAgent: string | null): string {
  const find = (names: readonly (readonly [string, string])[]): string | undefined =>
    names.find(([token]) => userAgent?.includes(token) === true)?.[1];
  const browser = find(BROWSERS);
  const system = find(SYSTEMS);
  if (browser === undefined) return "A program";
  return system === undefined ? browser : `${browser} on ${system}`;
}
