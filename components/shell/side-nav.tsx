"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { cn } from "#components/ui/cn.ts";
import { carriedQuery, PAGES } from "./pages.ts";

/** On a phone the pages do not all fit: the one that is open is brought into sight, sideways only. */
function bringIntoSight(link: HTMLAnchorElement | null) {
  if (link?.parentElement) link.parentElement.scrollLeft = link.offsetLeft - 16;
}

export function SideNav() {
  const pathname = usePathname();
  const query = carriedQuery(useSearchParams());
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
