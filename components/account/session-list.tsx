import { showInstant } from "#components/format/time.ts";
import { ConfirmAction } from "#components/settings/confirm-action.tsx";
import type { FormAction } from "#components/settings/settings-form.tsx";
import { nameBrowser } from "./name-browser.ts";

export interface ShownSession {
  readonly id: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
  readonly place: string | null;
  readonly browser: string | null;
}

interface SessionListProps {
  readonly sessions: readonly ShownSession[];
  /** The one that looks at it. */
  readonly own: string;
  readonly end: FormAction;
}

/** Every browser that is signed in as this person. */
export function SessionList({ sessions, own, end }: SessionListProps) {
  return (
    <>
      <ul className="mb-3 divide-y divide-hair border-y border-hair">
        {sessions.map(({ id, startedAt, seenAt, place, browser }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
            <p className="min-w-[180px] wrap-anywhere">
              {nameBrowser(browser)}
              {id === own ? <span className="text-mute"> (this one)</span> : null}
              <span className="block text-note text-mute">
                {place === null ? "" : `${place}, `}since {showInstant(startedAt)} UTC, last seen {showInstant(seenAt)}
              </span>
            </p>
            {id === own ? null : (
              <ConfirmAction
                action={end}
                hidden={{ id }}
                open="Sign out"
                openName={`Sign ${nameBrowser(browser)} out`}
                question="Sign this browser out?"
                consequence="It is sent to the sign-in page at its next click. Change your password too if it is not yours."
                confirm="Sign out"
                keep="Keep"
              />
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <ConfirmAction
          action={end}
          hidden={{ id: "others" }}
          open="Sign out of all others"
          openName="Sign out of all other browsers"
          question="Sign out of all other browsers?"
          consequence="Each is sent to the sign-in page at its next click."
          confirm="Sign out"
          keep="Keep"
        />
      ) : null}
    </>
  );
}
