import Form from "next/form";
import { HeadRow } from "#components/tables/head-row.tsx";
import { BUTTON } from "#components/ui/button.ts";
import { cn } from "#components/ui/cn.ts";
import { sayInputSize } from "#components/words/input-size-words.ts";

export interface ChoiceRow {
  /** Name of the parameter in the URL. */
  readonly param: string;
  readonly taskType: string;
  readonly inputSize: string;
  readonly tasks: string;
  /** Model by which the stratum's tasks begin; empty as today. */
  readonly chosen: string;
  readonly models: readonly { readonly name: string; readonly said: string; readonly enough: boolean }[];
}

interface ChoiceFormProps {
  readonly rows: readonly ChoiceRow[];
  readonly volume: string;
  readonly floor: string;
  readonly explore: string;
}

const FIELD = "h-8 rounded-md border border-hair bg-ground px-2 text-body text-ink";

/** Which model each part of the work begins with; the answer is a page of its own, with an address to share. */
export function ChoiceForm({ rows, volume, floor, explore }: ChoiceFormProps) {
  return (
    <Form action="/what-if">
      <div className="overflow-x-auto" role="region" aria-label="Models by kind of work, as a table" tabIndex={0}>
        <table className="ledger w-full max-w-[860px]">
          <caption className="sr-only">Which model each part of the work begins with</caption>
          <HeadRow
            names={["Task type", "Characters in", "Tasks", "Begins with"]}
            words={["Task type", "Characters in", "Begins with"]}
            wideOnly={["Characters in", "Tasks"]}
          />
          <tbody>
            {rows.map((row) => (
              <tr key={row.param} className="h-9">
                <th scope="row" className="py-1 pr-3 text-left font-normal wrap-anywhere">
                  {row.taskType}
                  <span className="block text-note text-mute md:hidden">
                    {sayInputSize(row.inputSize)} · {row.tasks}
                  </span>
                </th>
                <td className="max-md:hidden">{sayInputSize(row.inputSize)}</td>
                <td className="num max-md:hidden">{row.tasks}</td>
                <td className="md:pl-6">
                  <Models row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="no-print mt-3 flex flex-wrap items-end gap-3">
        <Text name="volume" label="Tasks a month" value={volume} />
        <Text name="floor" label="Success floor, %" value={floor} />
        <Text name="explore" label="Exploration share, %" value={explore} />
        <button type="submit" className={BUTTON}>
          Reckon
        </button>
      </div>
    </Form>
  );
}

function Models({ row: { param, chosen, models, taskType, inputSize } }: { readonly row: ChoiceRow }) {
  return (
    <select
      name={param}
      defaultValue={chosen}
      key={chosen}
      aria-label={`Model for ${taskType}, ${sayInputSize(inputSize)}`}
      className={cn(FIELD, "w-[272px] max-w-full max-md:w-[200px]")}
    >
      <option value="">as today</option>
      {models.map(({ name, said, enough }) => (
        <option key={name} value={name}>
          {name} ({said}
          {enough ? "" : ", too few"})
        </option>
      ))}
    </select>
  );
}

function Text({ name, label, value }: { readonly name: string; readonly label: string; readonly value: string }) {
  return (
    <label className="text-note text-mute">
      {label}
      <input name={name} defaultValue={value} inputMode="decimal" className={`${FIELD} mt-1 block w-32 text-right`} />
    </label>
  );
}
