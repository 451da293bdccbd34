import { showCompact, showQuantity } from "#components/format/number.ts";
import type { UnpricedModel } from "#lib/server/describe-prices.ts";
import { SettingsForm, type FormAction } from "./settings-form.tsx";

/** Spans of earlier times are not taken, so a price from here on covers all that is kept. */
const EVER = "2020-01-01";

/** What costs an unknown amount, with the one thing to do about it. */
export function UnpricedList({ models, set }: { readonly models: readonly UnpricedModel[]; readonly set: FormAction }) {
  if (models.length === 0) return <p>Every call of the last 90 days that carries usage has a price.</p>;
  return (
    <div>
      <h3 className="mb-1 font-semibold">Without a price, last 90 days</h3>
      <ul className="border-b border-hair">
        {models.map((model) => (
          <li
            key={`${model.provider}/${model.model}`}
            className="flex flex-wrap items-start gap-x-3 border-t border-hair py-1.5 max-md:flex-col"
          >
            <span className="min-w-0 flex-1 pt-1.5 wrap-anywhere">
              {model.model === "" ? "no model named" : model.model}
              <span className="block text-note text-mute">
                {model.provider === "" ? "provider not named" : model.provider} · {showQuantity(model.calls, "call")},{" "}
                {showCompact(model.tokens)} tokens{model.partly ? " in all its calls" : ""}
                {model.partly || model.listed ? " · listed, but not for the tier or tools of these calls" : ""}
              </span>
            </span>
            {model.model === "" ? null : <PriceForm model={model} set={set} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function PriceForm({ model: { model, provider }, set }: { readonly model: UnpricedModel; readonly set: FormAction }) {
  const field = { value: "", width: "104px", decimal: true, of: model } as const;
  return (
    <SettingsForm
      action={set}
      hidden={{ model, provider, from: EVER }}
      submit="Set price"
      submitName={`Set price of ${model}`}
      fields={[
        { ...field, name: "input", label: "Input", unit: "$/M" },
        { ...field, name: "output", label: "Output", unit: "$/M" },
      ]}
    />
  );
}
