/** A figure that is not known, with why: never a zero. */
export function Unknown({ reason }: { readonly reason: string }) {
  return (
    <span title={reason} className="text-mute">
      <span aria-hidden>—</span>
      <span className="sr-only">unknown: {reason}</span>
    </span>
  );
}
