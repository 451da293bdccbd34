import { CircleUser, LogOut } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { ThemeSwitch } from "#components/controls/theme-switch.tsx";
import type { Theme } from "#components/read-theme.ts";
import { ICON_BUTTON } from "#components/ui/button.ts";
import { cn } from "#components/ui/cn.ts";
import { Shortcuts } from "./shortcuts.tsx";
import { SideNav } from "./side-nav.tsx";

interface PageShellProps {
  readonly projectName: string;
  readonly theme: Theme;
  /** In which times of day are told. */
  readonly zone: string;
  readonly children: ReactNode;
}

export function PageShell({ projectName, theme, zone, children }: PageShellProps) {
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[188px_minmax(0,1fr)] print:block">
      <a
        href="#main"
        className="sr-only z-50 rounded bg-ink px-3 py-2 text-ground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the figures
      </a>
      <header className="no-print border-hair max-md:border-b md:border-r">
        <div className="flex flex-col gap-3 px-4 py-3 md:sticky md:top-0 md:h-dvh md:gap-5 md:px-3 md:py-[18px]">
          <div className="flex min-w-0 items-baseline gap-3 max-md:pr-48 md:block md:px-2">
            <p className="text-[15px] font-semibold tracking-tight">Outturn</p>
            <p className="truncate text-note text-mute">{projectName}</p>
          </div>
          <SideNav />
          <Shortcuts />
          <div className="flex items-center justify-between gap-1 max-md:absolute max-md:top-2 max-md:right-3 md:mt-auto">
            <ThemeSwitch initial={theme} />
            <Link href="/account" aria-label="Your account" title="Your account" className={cn(ICON_BUTTON, "ml-auto")}>
              <CircleUser aria-hidden size={14} />
            </Link>
            <form method="post" action="/sign-in/out">
              <button type="submit" aria-label="Sign out" title="Sign out" className={ICON_BUTTON}>
                <LogOut aria-hidden size={14} />
              </button>
            </form>
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="max-w-[1290px] px-4 pt-4 pb-12 outline-none md:px-[34px] md:pt-[18px]">
        {children}
        <footer className="mt-10 text-note text-mute">
          {zone === "UTC" ? "Times and days are in UTC." : `Times of day are in ${zone}; ranges and days are in UTC.`}
        </footer>
      </main>
    </div>
  );
}
