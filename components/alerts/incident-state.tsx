interface IncidentStateProps {
  readonly ended: boolean;
  readonly acknowledgedBy: string | null;
}

/** One word for how an incident stands. */
export function IncidentState({ ended, acknowledgedBy }: IncidentStateProps) {
  if (ended) return <span className="text-mute">over</span>;
  if (acknowledgedBy === null) return <b className="font-semibold text-bad">open</b>;
  return (
    <span className="text-bad" title={`acknowledged by ${acknowledgedBy}`}>
      open, acknowledged
    </span>
  );
}
