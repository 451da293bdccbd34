import { Bookmark, ChevronDown } from "lucide-react";
import { ConfirmAction } from "#components/settings/confirm-action.tsx";
import { SettingsForm, type FormAction } from "#components/settings/settings-form.tsx";
import { BUTTON } from "#components/ui/button.ts";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { PageLink } from "./page-link.tsx";

interface SavedViewsProps {
  readonly views: readonly { readonly id: string; readonly name: string; readonly query: string }[];
  /** The page's own address, and what it is narrowed to now. */
  readonly path: string;
  readonly query: string;
  /** Null for those who may not. */
  readonly actions: { readonly save: FormAction; readonly remove: FormAction } | null;
}

/** Views of the page that the project's people named: each is an address, and everybody here sees them. */
export function SavedViews({ views, path, query, actions }: SavedViewsProps) {
  const here = views.find((view) => view.query === query);
  return (
    // Where one of them was followed, it has done its work and closes.
    <Popover key={query}>
      <PopoverTrigger className={BUTTON} aria-label={`Saved views: ${here?.name ?? "none chosen"}`}>
        <Bookmark aria-hidden size={13} className="text-mute" />
        <span className="max-w-44 truncate">{here?.name ?? "Saved views"}</span>
        <ChevronDown aria-hidden size={13} className="text-mute" />
      </PopoverTrigger>
      <PopoverContent aria-label="Saved views" align="start" className="w-72">
        {views.length === 0 ? (
          <p className="px-2.5 py-1.5 text-mute">None yet. Narrow the list, then name what you see.</p>
        ) : (
          <ul>
            {views.map((view) => (
              <li key={view.id} className="flex items-center gap-2 rounded hover:bg-sel">
                <PageLink
                  href={view.query === "" ? path : `${path}?${view.query}`}
                  aria-current={view === here ? "true" : undefined}
                  className="min-w-0 flex-1 truncate px-2.5 py-1.5 aria-[current]:font-semibold"
                >
                  {view.name}
                </PageLink>
                {actions === null ? null : <Remove view={view} remove={actions.remove} />}
              </li>
            ))}
          </ul>
        )}
        {actions === null ? null : (
          <div className="mt-1.5 border-t border-hair px-2.5 pt-2 pb-1">
            <SettingsForm
              action={actions.save}
              submit="Save"
              submitName="Save this view"
              hidden={{ query }}
              fields={[{ name: "name", label: "Name of what is shown now", value: here?.name ?? "", width: "168px" }]}
            />
          </div>
        )}
      </PopoverContent>
    </Popover>
  );
}

interface RemoveProps {
  readonly view: SavedViewsProps["views"][number];
  readonly remove: FormAction;
}

function Remove({ view: { id, name }, remove }: RemoveProps) {
  return (
    <span className="pr-2">
      <ConfirmAction
        action={remove}
        hidden={{ id }}
        open="Remove"
        openName={`Remove the saved view ${name}`}
        question={`Remove ${name}?`}
        consequence="It goes for everybody in this project. The tasks stay, and so do links to the view."
        confirm="Remove"
        keep="Keep it"
      />
    </span>
  );
}
