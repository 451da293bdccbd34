import type { ReactNode } from "react";

interface ReviewSectionProps {
  readonly id: string;
  readonly title: string;
  /** What the figures below are, where it is not plain. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** One matter of a document; on paper it is not torn apart. */
export function ReviewSection({ id, title, note, children }: ReviewSectionProps) {
  return (
    <section aria-labelledby={id} className="mb-7 break-inside-avoid">
      <h2 id={id} className="mb-1.5 text-[13.5px] font-semibold">
        {title}
      </h2>
      {note === undefined ? null : <p className="mb-2 max-w-[760px] text-note text-mute">{note}</p>}
      {children}
    </section>
  );
}
