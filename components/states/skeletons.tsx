interface SkeletonProps {
  /** Height in pixels of what will stand here, so that nothing moves when it comes. */
  readonly height: number;
}

function Bar({ width, height = 12 }: { readonly width: string; readonly height?: number }) {
  return <div className="skeleton" style={{ width, height }} />;
}

/** A chart with its title and note to come. */
export function ChartSkeleton({ height }: SkeletonProps) {
  return (
    <div aria-hidden className="mt-7">
      <Bar width="180px" />
      <div className="mt-2 mb-3">
        <Bar width="320px" height={10} />
      </div>
      <div className="skeleton opacity-60" style={{ height }} />
    </div>
  );
}

export function HeadlineSkeleton() {
  return (
    <div aria-hidden>
      <div className="mb-4 h-[46px] max-w-[760px]">
        <Bar width="92%" height={15} />
        <div className="mt-2">
          <Bar width="55%" height={15} />
        </div>
      </div>
      <div className="h-[102px] border-y border-hair max-lg:h-[238px] max-sm:h-[318px]" />
      <div className="pt-2.5">
        <Bar width="360px" height={10} />
      </div>
    </div>
  );
}

/** Figures of a page without a sentence over them. */
export function FiguresSkeleton() {
  return <div aria-hidden className="-mt-3.5 h-[101px] border-b border-hair max-lg:h-[332px]" />;
}

/** A section of the settings to come. */
export function SectionSkeleton({ height }: SkeletonProps) {
  return (
    <div aria-hidden className="grid gap-x-11 gap-y-3 border-b border-hair py-6 lg:grid-cols-[260px_minmax(0,1fr)]">
      <Bar width="120px" />
      <div className="skeleton opacity-60" style={{ height }} />
    </div>
  );
}

export function PageTopSkeleton() {
  return (
    <div aria-hidden className="mb-3.5 flex h-[41px] items-center border-b border-ink pb-3 max-md:h-[77px]">
      <Bar width="190px" height={20} />
    </div>
  );
}

/** Told to those who cannot see the page fill. */
export function Loading() {
  return (
    <p role="status" className="sr-only">
      Loading figures
    </p>
  );
}
