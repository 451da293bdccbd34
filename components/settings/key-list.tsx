import { showInstant } from "#components/format/time.ts";
import { cn } from "#components/ui/cn.ts";
import { ConfirmAction } from "./confirm-action.tsx";
import type { FormAction } from "./settings-form.tsx";

export interface ListedKey {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly prefix: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly expiresAt: Date | null;
}

interface KeyListProps {
  readonly keys: readonly ListedKey[];
  readonly revoke: FormAction;
}

/** The keys that work first; what was revoked stays to be looked up. */
export function KeyList({ keys, revoke }: KeyListProps) {
  if (keys.length === 0) return <p className="pb-3">No key yet. Make one for the applications that send calls.</p>;
  const ordered = [
    ...keys.filter(({ revokedAt }) => revokedAt === null),
    ...keys.filter(({ revokedAt }) => revokedAt !== null),
  ];
  return (
    <table className="ledger mb-4 w-full">
      <caption className="sr-only">Keys of this project</caption>
      <thead>
        <tr>
          {["Name", "scope", "begins with", "created (UTC)", "last used (UTC)"].map((head, i) => (
            <th key={head} scope="col" className={cn("th pr-4 text-left", i > 1 && "max-md:hidden")}>
              {head}
            </th>
          ))}
          <th scope="col" className="th">
            <span className="sr-only">Revoke</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {ordered.map((key) => (
          <Row key={key.id} listed={key} revoke={revoke} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ listed, revoke }: { readonly listed: ListedKey; readonly revoke: FormAction }) {
  const { id, name, scope, prefix, createdAt, lastUsedAt, revokedAt } = listed;
  const used = lastUsedAt === null ? "never" : showInstant(lastUsedAt);
  return (
    <tr className={cn("h-9", revokedAt !== null && "text-mute")}>
      <th scope="row" className="py-1 pr-4 text-left font-normal wrap-anywhere">
        {name}
        <span className="block text-note text-mute md:hidden">
          <code>{prefix}…</code> · last used {used}
        </span>
      </th>
      <td className="pr-4">{scope}</td>
      <td className="pr-4 max-md:hidden">
        <code className="font-mono text-note">{prefix}…</code>
      </td>
      <td className="pr-4 tabular-nums max-md:hidden">{showInstant(createdAt)}</td>
      <td className="pr-4 tabular-nums max-md:hidden">{used}</td>
      <td className="text-right whitespace-nowrap">
        {revokedAt === null ? (
          <ConfirmAction
            action={revoke}
            hidden={{ id }}
            open="Revoke"
            openName={`Revoke ${name}, ${prefix}`}
            question={`Revoke ${name}?`}
            consequence={consequenceOf(listed)}
            confirm="Revoke for good"
            keep="Keep it"
          />
        ) : (
          <span title={showInstant(revokedAt)}>revoked</span>
        )}
      </td>
    </tr>
  );
}

function consequenceOf({ scope, name }: ListedKey): string {
  const what = scope === "read" ? "Whatever reads with this key" : "Whatever sends calls with this key";
  const again = name === "environment" ? " A key that the environment sets comes back at the next start." : "";
  return `${what} is refused within ten seconds. This cannot be undone; make a new key first where one is still needed.${again}`;
}
