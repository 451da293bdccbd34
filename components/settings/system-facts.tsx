import { showCount, showDuration, showQuantity } from "#components/format/number.ts";
import type { Health } from "#lib/server/health.ts";

interface SystemFactsProps {
  readonly health: Health;
  readonly version: string;
  readonly databaseBytes: number;
  readonly postgres: string;
}

/** Decimal units, as disks are sold: `412 MB`. */
function showBytes(bytes: number): string {
  if (bytes < 1e6) return `${showCount(Math.ceil(bytes / 1e3))} kB`;
  return bytes < 1e10 ? `${showCount(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

const STATUS: Readonly<Record<Health["status"], string>> = {
  ok: "well: figures follow the calls",
  behind: "behind: calls are stored, figures follow later",
  down: "the database does not answer",
};

export function SystemFacts({ health, version, databaseBytes, postgres }: SystemFactsProps) {
  const lag = health.ingest_lag_ms;
  const waiting = health.waiting_tasks ?? 0;
  const facts: readonly (readonly [string, string])[] = [
    ["State", STATUS[health.status]],
    [
      "Figures are behind by",
      lag === null
        ? "unknown"
        : waiting === 0
          ? "nothing"
          : `${showDuration(lag)}, ${showQuantity(waiting, "task")} waiting`,
    ],
    ["Database", `${showBytes(databaseBytes)}, PostgreSQL ${postgres}`],
    ["Outturn", `version ${version}`],
  ];
  return (
    <dl className="max-w-[560px]">
      {facts.map(([name, value]) => (
        <div
          key={name}
          className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 border-t border-hair py-1"
        >
          <dt className="text-mute">{name}</dt>
          <dd className="tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
