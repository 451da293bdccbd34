import { TaskMessages } from "#components/tasks/task-messages.tsx";
import { mayRole } from "#lib/domain/roles.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import { countContents } from "#lib/store/list-contents.ts";
import type { FoundTask } from "#lib/store/find-task.ts";
import { openProject } from "../../../_data/open-project.ts";
import { openMessages } from "../_actions/open-messages.ts";

/** What the task's calls said and were answered, for those who may open it; or why there is nothing. */
export async function MessagesPanel({ task: { summary, calls } }: { readonly task: FoundTask }) {
  const { store, project, role } = await openProject();
  const count = await countContents(store, project.id, summary.taskId);
  const keptFrom = Date.now() - project.contentDays * DAY_MS;
  const isOver = summary.endUs / 1000 < keptFrom;
  const why = !mayRole(role, "readContent")
    ? ("role" as const)
    : count > 0 || calls.length === 0
      ? null
      : !project.contentCapture
        ? ("off" as const)
        : isOver
          ? ("expired" as const)
          : ("not_captured" as const);
  if (calls.length === 0) return null;
  return (
    <section aria-labelledby="messages" className="mt-9 border-t border-hair pt-5">
      <h2 id="messages" className="text-[13.5px] font-semibold">
        Messages
      </h2>
      <TaskMessages taskId={summary.taskId} why={why} role={role} days={project.contentDays} open={openMessages} />
    </section>
  );
}
