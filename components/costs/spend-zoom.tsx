"use client";

import dynamic from "next/dynamic";
import { useState, type ReactNode } from "react";
import { TEXT_BUTTON } from "#components/ui/button.ts";
import type { SpendDatum, SpendSeries } from "./spend-part.ts";

/** Fetched when a reader asks for it: the page itself is drawn without it. */
const SpendBrush = dynamic(async () => (await import("./spend-brush.tsx")).SpendBrush, {
  ssr: false,
  loading: () => <div className="skeleton h-[332px] opacity-60" />,
});

interface SpendZoomProps {
  readonly data: readonly SpendDatum[];
  readonly series: readonly SpendSeries[];
  /** The drawing as a whole. */
  readonly children: ReactNode;
}

/** The drawing, or a part of it that the reader chooses with a brush. */
export function SpendZoom({ data, series, children }: SpendZoomProps) {
  const [zoomed, setZoomed] = useState(false);
  return (
    <>
      {zoomed ? <SpendBrush data={data} series={series} /> : children}
      <button
        type="button"
        aria-pressed={zoomed}
        className={`no-print mt-1 ${TEXT_BUTTON}`}
        onClick={() => setZoomed(!zoomed)}
      >
        {zoomed ? "Show the whole range" : "Zoom in with a brush"}
      </button>
    </>
  );
}
