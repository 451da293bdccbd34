import { isoDay, showInstant } from "#components/format/time.ts";
import type { PriceRule } from "#lib/domain/price-rule.ts";
import { nameRule, sayRule } from "./say-price-rule.ts";

/** What was said before: calls priced under it still name its version. */
export function PriceHistory({ rules }: { readonly rules: readonly PriceRule[] }) {
  if (rules.length === 0) return null;
  return (
    <details className="mt-4">
      <summary className="cursor-pointer text-note text-mute hover:text-ink">History: {rules.length} withdrawn</summary>
      <ul className="mt-1 text-note">
        {rules.map((rule) => (
          <li key={rule.id} className="border-t border-hair py-1.5 wrap-anywhere">
            v{rule.version} · {nameRule(rule)} · {sayRule(rule)} · from {isoDay(rule.from)}
            <span className="block text-mute">
              set {showInstant(rule.createdAt)} by {rule.createdBy}
              {rule.withdrawnAt === null ? "" : `, withdrawn ${showInstant(rule.withdrawnAt)}`} (UTC)
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
