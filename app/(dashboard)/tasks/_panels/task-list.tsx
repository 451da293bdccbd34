import { PageLink } from "#components/controls/page-link.tsx";
import { SavedViews } from "#components/controls/saved-views.tsx";
import { FilterMenu } from "#components/controls/filter-menu.tsx";
import { TaskSearch } from "#components/tasks/task-search.tsx";
import { TaskList } from "#components/tasks/task-list.tsx";
import { FAILURE_CLASSES } from "#lib/domain/failure.ts";
import { mayRole } from "#lib/domain/roles.ts";
import { listSavedViews } from "#lib/store/saved-views.ts";
import { listTasks } from "#lib/store/list-tasks.ts";
import { removeTaskView } from "../_actions/remove-task-view.ts";
import { saveTaskView } from "../_actions/save-task-view.ts";
import { openProject } from "../../_data/open-project.ts";
import { readColours } from "../../_data/read-colours.ts";
import { readTaskList, tagParams, TASK_OUTCOMES, taskFilter } from "../../_view/read-task-list.ts";
import { viewQuery, type SearchParams, type View } from "../../_view/read-view.ts";

/** Tasks of the view, latest first, a page at a time. */
export async function TaskListPanel({ view, params }: { readonly view: View; readonly params: SearchParams }) {
  const query = readTaskList(params);
  const [{ store, project, role }, colours] = await Promise.all([openProject(), readColours()]);
  const [page, views] = await Promise.all([
    listTasks(store, { projectId: project.id, filter: taskFilter(view, query), cursor: query.cursor }),
    listSavedViews(store, project.id, "tasks"),
  ]);
  const chosen = { outcome: query.outcomes.join(",") || null, failure: query.failures.join(",") || null };
  const own = { ...chosen, ...tagParams(query) };
  const found = Object.fromEntries(Object.entries(query.search).map(([name, value]) => [name, value || null]));
  return (
    <>
      <div className="no-print flex flex-wrap gap-2">
        <SavedViews
          views={views}
          path="/tasks"
          query={viewQuery(params, { ...own, ...found }).slice(1)}
          actions={mayRole(role, "judge") ? { save: saveTaskView, remove: removeTaskView } : null}
        />
        <FilterMenu
          name="outcome"
          label="Outcome"
          options={TASK_OUTCOMES}
          chosen={query.outcomes}
          whenNone="Any outcome"
        />
        <FilterMenu
          name="failure"
          label="Failure"
          options={FAILURE_CLASSES.filter((failure) => failure !== "ok")}
          chosen={query.failures}
          whenNone="Any or no failure"
        />
        {Object.entries(query.tags).map(([name, value]) => (
          <span key={name} className="self-center text-mute">
            {name}: {value}
          </span>
        ))}
        {Object.keys(query.tags).length === 0 ? null : (
          <PageLink href={`/tasks${viewQuery(params, { ...chosen, ...found })}`} className="link self-center">
            Any tags
          </PageLink>
        )}
      </div>
      <TaskSearch values={query.search} kept={Object.fromEntries(new URLSearchParams(viewQuery(params, own)))} />
      <TaskList tasks={page.tasks} colours={colours} hrefOf={(id) => `/tasks/${encodeURIComponent(id)}`} />
      <Turning
        latest={query.cursor === null ? null : `/tasks${viewQuery(params, { ...own, ...found })}`}
        older={page.cursor === null ? null : `/tasks${viewQuery(params, { ...own, ...found, cursor: page.cursor })}`}
      />
    </>
  );
}

/** Ways to the other pages of the list, where there are any. */
function Turning({ latest, older }: { readonly latest: string | null; readonly older: string | null }) {
  return (
    <p className="mt-4 flex gap-4">
      {latest === null ? null : (
        <PageLink href={latest} className="link">
          Latest tasks
        </PageLink>
      )}
      {older === null ? null : (
        <PageLink href={older} className="link">
          Older tasks
        </PageLink>
      )}
    </p>
  );
}
