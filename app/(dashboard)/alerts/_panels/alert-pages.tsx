import { LinkSwitch } from "#components/controls/link-switch.tsx";

const PAGES = [
  { name: "Incidents", href: "/alerts" },
  { name: "Rules", href: "/alerts/rules" },
  { name: "Channels", href: "/alerts/channels" },
] as const;

/** The three pages of alerts. */
export function AlertPages({ here }: { readonly here: (typeof PAGES)[number]["href"] }) {
  return <LinkSwitch label="Pages of alerts" options={PAGES.map((page) => ({ ...page, here: page.href === here }))} />;
}
