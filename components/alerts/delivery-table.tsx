import { Instant } from "#components/figures/instant.tsx";
import { PageLink } from "#components/controls/page-link.tsx";
import { HeadRow } from "#components/tables/head-row.tsx";

export interface ShownDelivery {
  readonly id: string;
  readonly incidentId: string | null;
  readonly kind: string;
  readonly state: string;
  readonly tries: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
  readonly nextAt: Date;
  readonly channel: { readonly name: string };
}

interface DeliveryTableProps {
  readonly deliveries: readonly ShownDelivery[];
  /** Whether each says which incident it is of. */
  readonly ofChannels: boolean;
}

/** Messages and what became of them. */
export function DeliveryTable({ deliveries, ofChannels }: DeliveryTableProps) {
  if (deliveries.length === 0)
    return (
      <p className="mt-1 text-mute">
        Nothing was sent.{" "}
        {ofChannels ? null : (
          <PageLink href="/alerts/channels" className="link underline underline-offset-3">
            Set up a channel
          </PageLink>
        )}
      </p>
    );
  return (
    <table className="ledger w-full">
      <caption className="sr-only">Messages</caption>
      <HeadRow names={["Channel", "message", "state", "tries"]} words={["Channel", "message", "state"]} />
      <tbody>
        {deliveries.map((one) => (
          <tr key={one.id} className="h-8">
            <th scope="row" className="pr-4 text-left font-normal wrap-anywhere">
              {one.channel.name}
            </th>
            <td className="pr-4">
              {ofChannels && one.incidentId !== null ? (
                <PageLink href={`/alerts/${one.incidentId}`} className="link">
                  {one.kind}
                </PageLink>
              ) : (
                one.kind
              )}
            </td>
            <td className="pr-4 wrap-anywhere">
              <State delivery={one} />
            </td>
            <td className="num">{one.tries}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State({ delivery: { state, deliveredAt, nextAt, lastError } }: { readonly delivery: ShownDelivery }) {
  if (deliveredAt !== null)
    return (
      <>
        delivered <Instant at={deliveredAt} />
      </>
    );
  const error = lastError === null ? "" : `: ${lastError}`;
  if (state === "failed") return <span className="text-bad">given up{error}</span>;
  return (
    <span className={lastError === null ? undefined : "text-bad"}>
      {lastError === null ? (
        "waits to be sent"
      ) : (
        <>
          tried again <Instant at={nextAt} />
          {error}
        </>
      )}
    </span>
  );
}
