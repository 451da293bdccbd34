import { PriceForms } from "#components/settings/price-forms.tsx";
import { sayTable } from "#components/format/price-table.ts";
import { isoDay } from "#components/format/time.ts";
import { PriceHistory } from "#components/settings/price-history.tsx";
import { PriceRuleList } from "#components/settings/price-rule-list.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { UnpricedList } from "#components/settings/unpriced-list.tsx";
import { describeTable, findUnpriced } from "#lib/server/describe-prices.ts";
import { listPriceRules } from "#lib/store/price-rules.ts";
import { openProject, readOptions } from "../../_data/open-project.ts";
import { setPrice } from "../_actions/set-price.ts";
import { withdrawPrice } from "../_actions/withdraw-price.ts";

export async function PricesPanel() {
  const { db, store, project } = await openProject();
  const now = new Date();
  const [rules, unpriced, { models }] = await Promise.all([
    listPriceRules(store, project.id),
    findUnpriced(db, project.id, now),
    readOptions(),
  ]);
  return (
    <SettingsSection
      id="prices"
      title="Prices"
      note={
        <>
          List prices are those of {sayTable(describeTable(now))}. What you set here comes first, for calls from its
          start date on. A change holds for new calls at once; past ones keep their cost until they are priced again.
        </>
      }
    >
      <UnpricedList models={unpriced} set={setPrice} />
      <h3 className="mt-5 mb-1 font-semibold">Prices and percentages you set</h3>
      <PriceRuleList rules={rules.filter(({ withdrawnAt }) => withdrawnAt === null)} withdraw={withdrawPrice} />
      <PriceForms models={models} today={isoDay(now)} set={setPrice} />
      <PriceHistory rules={rules.filter(({ withdrawnAt }) => withdrawnAt !== null)} />
    </SettingsSection>
  );
}
