import { isoDay } from "#components/format/time.ts";
import type { PriceRule } from "#lib/domain/price-rule.ts";
import { ConfirmAction } from "./confirm-action.tsx";
import { nameRule, sayRule } from "./say-price-rule.ts";
import type { FormAction } from "./settings-form.tsx";

interface PriceRuleListProps {
  readonly rules: readonly PriceRule[];
  readonly withdraw: FormAction;
}

/** What the project says of prices and has not withdrawn, the latest first. */
export function PriceRuleList({ rules, withdraw }: PriceRuleListProps) {
  if (rules.length === 0) return <p className="pb-3">None yet: every call is priced at the list price.</p>;
  return (
    <ul className="mb-4 border-b border-hair">
      {rules.map((rule) => (
        <li key={rule.id} className="flex items-start justify-between gap-4 border-t border-hair py-1.5">
          <span className="min-w-0 wrap-anywhere">
            {nameRule(rule)}
            <span className="block text-note text-mute">
              {sayRule(rule)} · from {isoDay(rule.from)}
              {rule.until === null ? "" : ` to ${isoDay(rule.until)}`} · v{rule.version}
              {rule.note === "" ? "" : ` · ${rule.note}`}
            </span>
          </span>
          <ConfirmAction
            action={withdraw}
            hidden={{ id: rule.id }}
            open="Withdraw"
            openName={`Withdraw version ${rule.version}, ${nameRule(rule)}`}
            question={`Withdraw what is said of ${nameRule(rule)}?`}
            consequence="New calls are priced without it. Past ones keep their cost until they are priced again; it stays in the history."
            confirm="Withdraw"
            keep="Keep it"
          />
        </li>
      ))}
    </ul>
  );
}
