import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { KeptAttributes } from "#components/tasks/kept-attributes.tsx";
import { TaskFacts } from "#components/tasks/task-facts.tsx";
import { TaskWaterfall } from "#components/tasks/task-waterfall.tsx";
import { PageHead } from "#components/shell/page-head.tsx";
import { findTask } from "#lib/store/find-task.ts";
import { openProject } from "../../_data/open-project.ts";
import { readColours } from "../../_data/read-colours.ts";
import { MessagesPanel } from "./_panels/messages.tsx";
import { OutcomePanel } from "./_panels/outcome.tsx";

interface TaskPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: TaskPageProps): Promise<Metadata> {
  // Decoded already, as that of the page is not.
  return { title: (await params).id };
}

export default async function TaskPage({ params }: TaskPageProps) {
  const id = decodeURIComponent((await params).id);
  const [{ store, project }, colours] = await Promise.all([openProject(), readColours()]);
  const task = await findTask(store, project.id, id);
  if (task === null) notFound();
  return (
    <>
      <PageHead title="What happened in this task" simulated={project.simulated} />
      <TaskFacts task={task.summary} />
      <TaskWaterfall task={task.summary} calls={task.calls} colours={colours} />
      <MessagesPanel task={task} />
      <OutcomePanel task={task} />
      <KeptAttributes calls={task.calls.map(({ call }) => call)} events={task.events} />
    </>
  );
}
