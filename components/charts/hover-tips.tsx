"use client";

import { useRef, useState, type ReactNode, type SyntheticEvent } from "react";
import { cn } from "#components/ui/cn.ts";

interface Tip {
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  /** Whether it opens to the left of its mark, for want of room on the right. */
  readonly left: boolean;
}

/** Shows what stands in `data-tip` of the mark under the pointer, or of the one in focus: the first line is its name. */
export function HoverTips({ children }: { readonly children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const show = ({ target }: SyntheticEvent) => {
    const mark = target instanceof Element ? target.closest("[data-tip]") : null;
    const text = mark?.getAttribute("data-tip") ?? null;
    if (mark === null || text === null || frame.current === null) return setTip(null);
    const [outer, inner] = [frame.current.getBoundingClientRect(), mark.getBoundingClientRect()];
    const x = inner.left + inner.width / 2 - outer.left;
    return setTip({ lines: text.split("\n"), x, y: inner.top - outer.top, left: x > outer.width / 2 });
  };
  const hide = () => setTip(null);
  return (
    <div ref={frame} className="relative" onPointerOver={show} onPointerLeave={hide} onFocus={show} onBlur={hide}>
      {children}
      {tip === null ? null : (
        <div
          aria-hidden
          style={{ left: tip.x, top: Math.max(0, tip.y) }}
          className={cn(
            "pointer-events-none absolute z-30 w-max max-w-56 rounded border border-hair bg-ground px-2.5 py-1.5 text-note text-ink shadow-sm",
            tip.left ? "-translate-x-[calc(100%+12px)]" : "translate-x-3",
          )}
        >
          {tip.lines.map((line, i) => (
            <span key={line} className={cn("block", i === 0 && "font-semibold")}>
              {line}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
