import { PageLink } from "#components/controls/page-link.tsx";
import { Instant } from "#components/figures/instant.tsx";
import { ConfirmAction } from "#components/settings/confirm-action.tsx";
import { SettingsForm, type FormAction } from "#components/settings/settings-form.tsx";
import { cn } from "#components/ui/cn.ts";

export interface ListedRule {
  readonly id: string;
  readonly name: string;
  readonly what: string;
  readonly scope: string;
  readonly sensitivity: string;
  readonly enabled: boolean;
  readonly firing: boolean;
  /** Null when it speaks. */
  readonly mutedUntil: Date | null;
}

interface RuleTableProps {
  readonly rules: readonly ListedRule[];
  readonly remove: FormAction;
  readonly switchOn: FormAction;
}

/** The rules of a project. */
export function RuleTable({ rules, remove, switchOn }: RuleTableProps) {
  if (rules.length === 0) return <p className="pb-4">Nothing is watched. Make a rule.</p>;
  return (
    <table className="ledger mb-4 w-full">
      <caption className="sr-only">Alert rules</caption>
      <thead>
        <tr>
          {["Rule", "watches", "sensitivity", "now"].map((name, i) => (
            <th key={name} scope="col" className={cn("th pr-4 text-left", (i === 1 || i === 2) && "max-md:hidden")}>
              {name}
            </th>
          ))}
          <th scope="col" className="th" colSpan={2}>
            <span className="sr-only">Change</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <Row key={rule.id} rule={rule} remove={remove} switchOn={switchOn} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Omit<RuleTableProps, "rules"> {
  readonly rule: ListedRule;
}

function Row({ rule, remove, switchOn }: RowProps) {
  const { id, name, what, scope, sensitivity, enabled } = rule;
  return (
    <tr className={cn("h-10", !enabled && "text-mute")}>
      <th scope="row" className="py-1 pr-4 text-left font-normal wrap-anywhere">
        <PageLink href={`/alerts/rules/${id}`} className="quiet-link">
          {name}
        </PageLink>
      </th>
      <td className="pr-4 wrap-anywhere max-md:hidden">
        {what}
        {scope === "" ? "" : ` of ${scope}`}
      </td>
      <td className="pr-4 max-md:hidden">{sensitivity}</td>
      <td className="pr-4">
        <Now rule={rule} />
      </td>
      <td className="pr-3 text-right">
        <SettingsForm
          action={switchOn}
          hidden={{ id, enabled: enabled ? "no" : "yes" }}
          fields={[]}
          submit={enabled ? "Switch off" : "Switch on"}
          submitName={`${enabled ? "Switch off" : "Switch on"} ${name}`}
          inRow
        />
      </td>
      <td className="text-right whitespace-nowrap">
        <ConfirmAction
          action={remove}
          hidden={{ id }}
          open="Delete"
          openName={`Delete ${name}`}
          question={`Delete ${name}?`}
          consequence="It watches no more. Its incidents stay."
          confirm="Delete for good"
          keep="Keep it"
        />
      </td>
    </tr>
  );
}

function Now({ rule: { enabled, firing, mutedUntil } }: { readonly rule: ListedRule }) {
  if (!enabled) return "off";
  if (mutedUntil !== null)
    return (
      <>
        muted until <Instant at={mutedUntil} to="minute" />
      </>
    );
  return firing ? <b className="font-semibold text-bad">firing</b> : "watching";
}
