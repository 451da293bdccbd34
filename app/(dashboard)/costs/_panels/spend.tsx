import { SpendOverTime } from "#components/costs/spend-over-time.tsx";
import { SpendTable } from "#components/costs/spend-table.tsx";
import { namePart } from "#components/costs/name-part.ts";
import { LinkSwitch } from "#components/controls/link-switch.tsx";
import { assignModelColours, colourOf } from "#components/model-colours.ts";
import { askSpend, canAsk } from "../../_data/ask-spend.ts";
import { readColours } from "../../_data/read-colours.ts";
import { modelHref } from "../../_view/model-href.ts";
import { SPEND_DIMENSIONS, SPEND_TICKS, type SpendDimension, type SpendView } from "../../_view/read-spend-view.ts";
import { viewQuery, type SearchParams, type View } from "../../_view/read-view.ts";

const WORDS: Readonly<Record<SpendDimension, string>> = {
  model: "model",
  task_type: "task type",
  kind: "token kind",
  service_tier: "service tier",
  key: "key",
};

interface SpendPanelProps {
  readonly view: View;
  readonly spend: SpendView;
  readonly params: SearchParams;
}

/** Spend over time and in all, told apart by one thing at a time. */
export async function SpendPanel({ view, spend, params }: SpendPanelProps) {
  const { by, tick } = spend;
  const controls = <SpendControls spend={spend} params={params} />;
  if (!canAsk(view, spend))
    return (
      <div className="mt-7">
        <div className="flex flex-wrap justify-end gap-4">{controls}</div>
        <p className="py-6 text-mute">
          Calls are not kept by task type and {WORDS[by]} together. Choose all task types to see spend by {WORDS[by]}.
        </p>
      </div>
    );
  const [{ parts, buckets, timeZone }, modelColours] = await Promise.all([askSpend(view, spend), readColours()]);
  const colours = by === "model" ? modelColours : assignModelColours(parts.map(({ name }) => name));
  const drawn = {
    parts,
    labelOf: (name: string) => namePart(by, name),
    colourOf: (name: string) => colourOf(colours, name),
  };
  return (
    <>
      <SpendOverTime
        {...drawn}
        title={`Spend by ${WORDS[by]} and ${tick}`}
        note={`${by === "kind" ? "Each model's recorded spend, split at the list prices of its kinds. " : ""}By the start of each call, all environments, ${timeZone}.`}
        tick={tick}
        timeZone={timeZone}
        buckets={buckets}
        controls={controls}
      />
      <SpendTable
        {...drawn}
        caption={`Spend by ${WORDS[by]}`}
        nameHead={WORDS[by]}
        counted={by !== "kind"}
        {...(by === "kind" || by === "task_type" ? {} : { field: by })}
        hrefOf={(name) => (name === "" ? undefined : pageOf(by, name, params))}
      />
    </>
  );
}

function SpendControls({ spend: { by, tick, models }, params }: Pick<SpendPanelProps, "spend" | "params">) {
  const chosen = { by: by === "model" ? null : by, tick, model: models.join(",") || null };
  const hrefWith = (change: Readonly<Record<string, string | null>>) =>
    `/costs${viewQuery(params, { ...chosen, ...change })}`;
  return (
    <>
      <LinkSwitch
        label="Told apart by"
        options={SPEND_DIMENSIONS.map((name) => ({
          name: WORDS[name],
          href: hrefWith({ by: name === "model" ? null : name }),
          here: name === by,
        }))}
      />
      <LinkSwitch
        label="Bars"
        options={SPEND_TICKS.map((name) => ({ name, href: hrefWith({ tick: name }), here: name === tick }))}
      />
    </>
  );
}

function pageOf(by: SpendDimension, name: string, params: SearchParams): string | undefined {
  if (by === "model") return modelHref(params, name);
  return by === "task_type" ? `/costs${viewQuery(params, { task_type: name })}` : undefined;
}
