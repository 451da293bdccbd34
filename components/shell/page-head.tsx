import type { ReactNode } from "react";

interface PageHeadProps {
  readonly title: ReactNode;
  readonly simulated: boolean;
  /** Filters and the time range. */
  readonly children?: ReactNode;
}

/** The page's question over one strong rule. */
export function PageHead({ title, simulated, children }: PageHeadProps) {
  return (
    <div className="mb-3.5 flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-ink pb-3">
      <h1 className="text-[20px] leading-7 font-semibold tracking-[-0.015em]">{title}</h1>
      {simulated ? <SimulatedLabel /> : null}
      <div className="ml-auto flex flex-wrap gap-2 max-md:ml-0">{children}</div>
    </div>
  );
}

function SimulatedLabel() {
  return (
    <span
      title="This project holds the generated sample. No real calls stand behind these figures."
      className="rounded border border-current px-1.5 text-[11px] leading-[18px] text-mute"
    >
      simulated data
    </span>
  );
}
