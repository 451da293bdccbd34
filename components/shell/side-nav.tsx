"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { cn } from "#components/ui/cn.ts";

const PAGES = [
  { href: "/", name: "Overview" },
  { href: "/models", name: "Models" },
  { href: "/failures", name: "Failures" },
  { href: "/tasks", name: "Tasks" },
  { href: "/costs", name: "Costs" },
  { href: "/alerts", name: "Alerts" },
  { href: "/reviews", name: "Reviews" },
  { href: "/what-if", name: "What if" },
  { href: "/connect", name: "Connect" },
  { href: "/settings", name: "Settings" },
] as const;

/** What a reader has narrowed to goes with them from page to page. */
const CARRIED = ["span", "from", "to", "task_type", "environment", "entry_model"] as const;

function carried(params: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of CARRIED) {
    const value = params.get(name);
    if (value !== null) kept.set(name, value);
  }
  const text = kept.toString();
  return text === "" ? "" : `?${text}`;
}

/** On a phone the pages do not all fit: the one that is open is brought into sight, sideways only. */
function bringIntoSight(link: HTMLAnchorElement | null) {
  if (link?.parentElement) link.parentElement.scrollLeft = link.offsetLeft - 16;
}

export function SideNav() {
  const pathname = usePathname();
  const query = carried(useSearchParams());
  return (
    <nav aria-label="Pages" className="relative flex gap-0.5 overflow-x-auto md:flex-col">
      {PAGES.map(({ href, name }) => {
        const here = href === "/" ? pathname === "/" : pathname.startsWith(href);
        return (
          <Link
            key={href}
            ref={here ? bringIntoSight : undefined}
            href={`${href}${query}`}
            aria-current={here ? "page" : undefined}
            className={cn(
              "rounded-md px-2 py-1.5 whitespace-nowrap text-mute hover:text-ink",
              here && "bg-sel font-semibold text-ink",
            )}
          >
            {name}
          </Link>
        );
      })}
    </nav>
  );
}
