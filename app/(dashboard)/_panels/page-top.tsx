import type { ReactNode } from "react";
import { FilterMenu } from "#components/controls/filter-menu.tsx";
import { RangePicker } from "#components/controls/range-picker.tsx";
import { isoDay } from "#components/format/time.ts";
import { PageHead } from "#components/shell/page-head.tsx";
import { ALL_ENVIRONMENTS } from "../_data/ask.ts";
import type { FilterOptions } from "#lib/analysis/filter-options.ts";
import { openProject, readOptions } from "../_data/open-project.ts";
import { nameSpan } from "../_view/name-span.ts";
import type { View } from "../_view/read-view.ts";

interface PageTopProps {
  readonly title: ReactNode;
  readonly view: View;
  /** False on a model's own page: the model stands in the path. */
  readonly filterModels?: boolean;
  /** The models chosen on a page of calls, which are not kept by environment or entry model; not given on others. */
  readonly ofCalls?: readonly string[];
}

/** The page's question, and what it is narrowed to. */
export async function PageTop({ title, view, filterModels = true, ofCalls }: PageTopProps) {
  const [{ project }, options] = await Promise.all([openProject(), readOptions()]);
  const { filters, range } = view;
  return (
    <PageHead title={title} simulated={project.simulated}>
      <FilterMenu
        name="task_type"
        label="Task type"
        options={options.taskTypes}
        chosen={filters.task_type}
        whenNone="All task types"
      />
      {ofCalls === undefined ? (
        <TaskFilters view={view} options={options} filterModels={filterModels} />
      ) : (
        <FilterMenu name="model" label="Model" options={options.models} chosen={ofCalls} whenNone="All models" />
      )}
      <RangePicker
        span={view.span}
        name={nameSpan(view)}
        firstDay={isoDay(range.from)}
        lastDay={isoDay(new Date(range.to.getTime() - 1))}
      />
    </PageHead>
  );
}

interface TaskFiltersProps {
  readonly view: View;
  readonly options: FilterOptions;
  readonly filterModels: boolean;
}

/** What tasks are kept by beside their type. */
function TaskFilters({ view: { filters }, options, filterModels }: TaskFiltersProps) {
  return (
    <>
      {filterModels ? (
        <FilterMenu
          name="entry_model"
          label="Model"
          options={options.entryModels}
          chosen={filters.entry_model}
          whenNone="All models"
        />
      ) : null}
      <FilterMenu
        name="environment"
        label="Environment"
        options={[...new Set([...options.environments, ALL_ENVIRONMENTS])]}
        chosen={filters.environment}
        whenNone="production"
      />
    </>
  );
}
