import { measure } from "#components/figures/measured.ts";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

interface FigureProps {
  readonly name: string;
  /** The formula, shown on hover. */
  readonly meaning: string;
  readonly value: ReactNode;
  readonly note: ReactNode;
  /** What it is, as `measure` says it. */
  readonly formula?: string;
  readonly first?: boolean;
}

/** One of the figures at the head of a page. */
export function Figure({ name, meaning, value, note, formula, first = false }: FigureProps) {
  return (
    <div className={cn("min-w-0 border-hair py-3 lg:px-4", first ? "max-lg:col-span-full lg:pl-0" : "lg:border-l")}>
      <dt title={meaning} className="text-note text-mute">
        {name}
      </dt>
      <dd
        {...(formula === undefined ? {} : measure(formula))}
        className={cn("mt-0.5 font-semibold", first ? "text-[32px] leading-10 tracking-[-0.03em]" : "headline")}
      >
        {value}
      </dd>
      <dd className="text-note text-mute">{note}</dd>
    </div>
  );
}
