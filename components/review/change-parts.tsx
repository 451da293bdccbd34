import { ReviewTable } from "./review-table.tsx";

export interface ChangePart {
  readonly name: string;
  /** As people read it, and as a share of the largest part, −1 to 1, for the bar. */
  readonly amount: string;
  readonly share: number;
  readonly interval: string;
}

interface ChangePartsProps {
  readonly caption: string;
  readonly parts: readonly ChangePart[];
  readonly total: string;
  /** Empty where it has none. */
  readonly totalInterval: string;
}

/** What a change is made of, each part a bar from the middle: right is dearer. */
export function ChangeParts({ caption, parts, total, totalInterval }: ChangePartsProps) {
  const rows = parts.map(({ name, amount, share, interval }) => [
    name,
    amount,
    interval,
    <Bar key="bar" share={share} />,
  ]);
  return (
    <ReviewTable
      caption={caption}
      head={["", "Part", "95% interval", "Cheaper or dearer"]}
      wideOnly={["Cheaper or dearer"]}
      rows={[...rows, [<b key="all">Together</b>, <b key="total">{total}</b>, totalInterval, ""]]}
    />
  );
}

function Bar({ share }: { readonly share: number }) {
  const width = `${Math.max(Math.abs(share) * 50, 0.5)}%`;
  const side = share < 0 ? { right: "50%", width } : { left: "50%", width };
  return (
    <span aria-hidden className="relative inline-block h-2.5 w-40 align-middle">
      <span className="absolute inset-y-0 left-1/2 w-px bg-hair" />
      <span className="absolute inset-y-0" style={{ ...side, background: share < 0 ? "var(--good)" : "var(--bad)" }} />
    </span>
  );
}
