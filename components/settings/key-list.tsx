import { Instant } from "#components/figures/instant.tsx";
import { showInstant } from "#components/format/time.ts";
import { cn } from "#components/ui/cn.ts";
import { ConfirmAction } from "./confirm-action.tsx";
import { SettingsForm } from "./settings-form.tsx";
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
  readonly ratePerMinute: number | null;
}

interface KeyListProps {
  readonly keys: readonly ListedKey[];
  readonly revoke: FormAction;
  readonly rotate: FormAction;
  readonly now: Date;
}

/** The keys that work first; what was revoked stays to be looked up. */
export function KeyList({ keys, ...rest }: KeyListProps) {
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
          {["Name", "scope", "begins with", "created", "last used"].map((head, i) => (
            <th key={head} scope="col" className={cn("th pr-4 text-left", i > 1 && "max-md:hidden")}>
              {head}
            </th>
          ))}
          <th scope="col" className="th">
            <span className="sr-only">Replace or revoke</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {ordered.map((key) => (
          <Row key={key.id} listed={key} {...rest} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = Omit<KeyListProps, "keys"> & { readonly listed: ListedKey };

function Row({ listed, revoke, rotate, now }: RowProps) {
  const { id, name, scope, prefix, createdAt, lastUsedAt, revokedAt, expiresAt } = listed;
  const expired = expiresAt !== null && expiresAt <= now;
  const used = lastUsedAt === null ? "never" : <Instant at={lastUsedAt} />;
  return (
    <tr className={cn("h-9", revokedAt !== null && "text-mute")}>
      <th scope="row" className="py-1 pr-4 text-left font-normal wrap-anywhere">
        {name}
        <span className="block text-note text-mute md:hidden">
          <code>{prefix}…</code> · last used {used}
        </span>
      </th>
      <td className="pr-4">
        {scope}
        <KeyTerms listed={listed} expired={expired} />
      </td>
      <td className="pr-4 max-md:hidden">
        <code className="font-mono text-note">{prefix}…</code>
      </td>
      <td className="pr-4 tabular-nums max-md:hidden">
        <Instant at={createdAt} />
      </td>
      <td className="pr-4 tabular-nums max-md:hidden">{used}</td>
      <td className="text-right whitespace-nowrap">
        {revokedAt === null && !expired ? (
          <div className="flex flex-wrap items-center justify-end gap-x-3 whitespace-normal">
            {/* A key of the environment is replaced there. */}
            {name === "environment" ? null : (
              <SettingsForm
                action={rotate}
                fields={[]}
                hidden={{ id }}
                submit="Replace"
                submitName={`Replace ${name}, ${prefix}`}
              />
            )}
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
          </div>
        ) : (
          <span title={showInstant(revokedAt ?? now)}>{revokedAt === null ? "expired" : "revoked"}</span>
        )}
      </td>
    </tr>
  );
}

/** Until when a key works and how often it may ask, where that is limited. */
function KeyTerms({ listed, expired }: { readonly listed: ListedKey; readonly expired: boolean }) {
  const { expiresAt, ratePerMinute, revokedAt } = listed;
  if (revokedAt !== null) return null;
  return (
    <>
      {expiresAt === null ? null : (
        <span className="block text-note text-mute">
          {expired ? "ended" : "until"} <Instant at={expiresAt} />
        </span>
      )}
      {ratePerMinute === null ? null : <span className="block text-note text-mute">{ratePerMinute} a minute</span>}
    </>
  );
}

function consequenceOf({ scope, name }: ListedKey): string {
  const what = scope === "read" ? "Whatever reads with this key" : "Whatever sends calls with this key";
  const again = name === "environment" ? " A key that the environment sets comes back at the next start." : "";
  return `${what} is refused within ten seconds. This cannot be undone; make a new key first where one is still needed.${again}`;
}
