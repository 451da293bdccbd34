import { PageLink } from "#components/controls/page-link.tsx";
import { cn } from "#components/ui/cn.ts";

interface LinkSwitchProps {
  /** What is chosen: "What is counted". */
  readonly label: string;
  readonly options: readonly { readonly name: string; readonly href: string; readonly here: boolean }[];
}

/** One of a few views of the same figures; the choice stands in the address. */
export function LinkSwitch({ label, options }: LinkSwitchProps) {
  return (
    <span role="group" aria-label={label} className="flex flex-wrap gap-x-2.5 text-note">
      {options.map(({ name, href, here }) => (
        <PageLink
          key={name}
          href={href}
          scroll={false}
          aria-current={here ? "true" : undefined}
          className={cn(
            "text-mute underline-offset-4 hover:text-ink",
            here && "font-semibold text-ink underline decoration-2",
          )}
        >
          {name}
        </PageLink>
      ))}
    </span>
  );
}
