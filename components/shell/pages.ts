/** The pages, in the order of the navigation, each with the letter that opens it after `g`. */
export const PAGES = [
  { href: "/", name: "Overview", key: "o" },
  { href: "/models", name: "Models", key: "m" },
  { href: "/failures", name: "Failures", key: "f" },
  { href: "/tasks", name: "Tasks", key: "t" },
  { href: "/costs", name: "Costs", key: "c" },
  { href: "/alerts", name: "Alerts", key: "a" },
  { href: "/reviews", name: "Reviews", key: "r" },
  { href: "/what-if", name: "What if", key: "w" },
  { href: "/connect", name: "Connect", key: "n" },
  { href: "/settings", name: "Settings", key: "s" },
] as const;

/** What a reader has narrowed to goes with them from page to page. */
const CARRIED = ["span", "from", "to", "task_type", "environment", "entry_model"] as const;

/** That part of an address, with its question mark; empty where nothing is narrowed. */
export function carriedQuery(params: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of CARRIED) {
    const value = params.get(name);
    if (value !== null) kept.set(name, value);
  }
  const text = kept.toString();
  return text === "" ? "" : `?${text}`;
}
