import { useId } from "react";
import { BUTTON } from "#components/ui/button.ts";
import { cn } from "#components/ui/cn.ts";
import { METRIC_WORDS } from "#components/words/metric-words.ts";

interface RuleFormProps {
  /** The page itself: the form is sent to its address. */
  readonly path: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly options: {
    readonly providers: readonly string[];
    readonly models: readonly string[];
    readonly taskTypes: readonly string[];
    readonly tools: readonly string[];
  };
  readonly channels: readonly { readonly id: string; readonly name: string }[];
}

const FAN_OUTS = [
  { value: "all", label: "all together" },
  { value: "provider", label: "each provider" },
  { value: "model", label: "each model" },
  { value: "task_type", label: "each task type" },
  { value: "model,task_type", label: "each model and task type" },
  { value: "tool", label: "each tool" },
  { value: "model,tool", label: "each model and tool" },
];
const SENSITIVITIES = [
  { value: "quiet", label: "quiet: only what is beyond doubt" },
  { value: "normal", label: "normal" },
  { value: "keen", label: "keen: rather once too often" },
];
const METRICS = Object.entries(METRIC_WORDS).map(([value, { name, meaning }]) => ({
  value,
  label: `${name}: ${meaning}`,
}));

/** What a rule watches. Sent to the page's own address, which previews it. */
export function RuleForm({ path, texts, errors, options, channels }: RuleFormProps) {
  // What a rule names stays a choice when nothing of that name comes any more.
  const any = (field: string, names: readonly string[], none: string) => [
    { value: "", label: none },
    ...[...new Set([...names, texts[field] ?? ""])]
      .filter((name) => name !== "")
      .map((name) => ({ value: name, label: name })),
  ];
  const shared = { texts, errors };
  return (
    <form action={path} method="get" className="grid max-w-[860px] gap-x-4 gap-y-3 md:grid-cols-2">
      <Field {...shared} name="name" label="Name" />
      <Choice {...shared} name="metric" label="What is watched" options={METRICS} />
      <Choice
        {...shared}
        name="provider"
        label="Provider"
        options={any("provider", options.providers, "any provider")}
      />
      <Choice {...shared} name="model" label="Model" options={any("model", options.models, "any model")} />
      <Choice
        {...shared}
        name="of_type"
        label="Task type"
        options={any("of_type", options.taskTypes, "any task type")}
      />
      <Choice
        {...shared}
        name="tool"
        label="Tool (of invalid tool calls)"
        options={any("tool", options.tools, "any tool")}
      />
      <Choice {...shared} name="each" label="Judged" options={FAN_OUTS} />
      <Choice {...shared} name="sensitivity" label="Sensitivity" options={SENSITIVITIES} />
      <Field {...shared} name="subject" label="Failure class, or check (where one is watched)" />
      <Field {...shared} name="budget" label="Budget in dollars a month (of a budget)" />
      <Field
        {...shared}
        name="threshold"
        label="Own limit instead: percent of a rate or budget, else an hour's amount"
      />
      <Field {...shared} name="window_minutes" label="Minutes it is judged over (with an own limit)" />
      <Field {...shared} name="least_calls" label="Fewest calls that are judged" />
      <Choice
        {...shared}
        name="channel"
        label="Told to"
        options={[
          { value: "", label: "every channel" },
          ...channels.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <div>
        <button type="submit" className={cn(BUTTON, "h-8")}>
          Preview
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
}

const INPUT =
  "h-8 w-full rounded-md border border-hair bg-ground px-2 text-body text-ink aria-invalid:border-bad max-md:text-[16px]";

function Field({ name, label, texts, errors }: FieldProps) {
  const id = useId();
  const error = errors[name];
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-note text-mute">
        {label}
      </label>
      <input
        id={id}
        key={texts[name]}
        name={name}
        type="text"
        defaultValue={texts[name] ?? ""}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        className={INPUT}
      />
      <FieldError id={id} error={error} />
    </div>
  );
}

function FieldError({ id, error }: { readonly id: string; readonly error: string | undefined }) {
  if (error === undefined) return null;
  return (
    <p id={`${id}-error`} className="mt-1 text-note text-bad">
      {error}
    </p>
  );
}

interface ChoiceProps extends FieldProps {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

function Choice({ name, label, texts, errors, options }: ChoiceProps) {
  const id = useId();
  const error = errors[name];
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-note text-mute">
        {label}
      </label>
      <select
        id={id}
        key={texts[name]}
        name={name}
        defaultValue={texts[name] ?? ""}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        className={INPUT}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <FieldError id={id} error={error} />
    </div>
  );
}
