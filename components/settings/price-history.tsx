import { Instant } from "#components/figures/instant.tsx";
import { isoDay } from "#components/format/time.ts";
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
              set <Instant at={rule.createdAt} named /> by {rule.createdBy}
              {rule.withdrawnAt === null ? null : (
                <>
                  , withdrawn <Instant at={rule.withdrawnAt} named />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
