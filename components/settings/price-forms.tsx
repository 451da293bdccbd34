import { SettingsForm, type FormAction, type FormField } from "./settings-form.tsx";

interface PriceFormsProps {
  /** Names to offer. */
  readonly models: readonly string[];
  /** `2026-11-22` */
  readonly today: string;
  readonly set: FormAction;
}

const PRICE = { value: "", width: "92px", decimal: true } as const;
const NOTE: FormField = { name: "note", label: "Where it is from", value: "", width: "190px" };

const PRICES: readonly FormField[] = [
  { ...PRICE, name: "input", label: "Input, $/M" },
  { ...PRICE, name: "output", label: "Output, $/M" },
  { ...PRICE, name: "cache_read", label: "Cache read" },
  { ...PRICE, name: "cache_write_5m", label: "Cache write" },
  { ...PRICE, name: "web_search", label: "A web search" },
];

/** One form that sets prices, and one that sets a discount or a mark-up. */
export function PriceForms({ models, today, set }: PriceFormsProps) {
  const subject = (model: string): FormField[] => [
    { name: "model", label: "Model or pattern (*)", value: model, width: "190px", offers: models },
    { name: "provider", label: "Provider, if one", value: "", width: "120px" },
    { name: "service_tier", label: "Tier, if one", value: "", width: "92px" },
    { name: "from", label: "From (UTC)", value: today, width: "112px" },
  ];
  return (
    <>
      <SettingsForm action={set} submit="Set price" fields={[...subject(""), ...PRICES, NOTE]} />
      <div className="mt-4">
        <SettingsForm
          action={set}
          submit="Set percentage"
          fields={[...subject("*"), { ...PRICE, name: "percent", label: "Percent" }, NOTE]}
        />
      </div>
      <p className="mt-2 text-note text-mute">
        A percentage below zero, such as -12.5, is a discount on list prices; above zero it is a mark-up on any price.
        Of each, the most particular one counts.
      </p>
    </>
  );
}
