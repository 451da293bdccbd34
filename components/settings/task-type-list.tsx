import { showMoney } from "#components/format/money.ts";
import { SettingsForm, type FormAction } from "./settings-form.tsx";

interface ListedTaskType {
  readonly name: string;
  readonly failureCostNano: bigint | null;
  readonly successFloor: number | null;
}

/** One row a task type, each with its own form. */
export function TaskTypeList({
  types,
  save,
}: {
  readonly types: readonly ListedTaskType[];
  readonly save: FormAction;
}) {
  if (types.length === 0) return <p>No task has a type yet. Types appear here with the first task that names one.</p>;
  return (
    <div>
      <div aria-hidden className="th flex gap-3 max-md:hidden">
        <span className="min-w-0 flex-1">Task type</span>
        <span className="w-[130px] text-right">failure costs, USD</span>
        <span className="w-[110px] text-right">success floor, %</span>
        <span className="w-[56px]" />
      </div>
      <ul>
        {types.map(({ name, failureCostNano, successFloor }) => (
          <li key={name} className="flex flex-wrap items-start gap-x-3 border-t border-hair py-1.5 max-md:flex-col">
            <span className="min-w-0 flex-1 pt-1.5 wrap-anywhere">{name}</span>
            <SettingsForm
              inRow
              action={save}
              hidden={{ name }}
              submit="Save"
              submitName={`Save ${name}`}
              fields={[
                {
                  name: "failure_cost",
                  label: "Failure cost",
                  of: name,
                  unit: "USD",
                  decimal: true,
                  width: "130px",
                  value: failureCostNano === null ? "" : showMoney(failureCostNano, 2).slice(1),
                },
                {
                  name: "success_floor",
                  label: "Success floor",
                  of: name,
                  unit: "%",
                  decimal: true,
                  width: "110px",
                  value: successFloor === null ? "" : String(Number((successFloor * 100).toFixed(2))),
                },
              ]}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
