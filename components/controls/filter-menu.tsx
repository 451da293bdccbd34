"use client";

import { ChevronDown } from "lucide-react";
import { BUTTON } from "#components/ui/button.ts";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { useViewParams } from "./use-view-params.ts";

interface FilterMenuProps {
  /** Search parameter the filter stands in. */
  readonly name: string;
  /** What is filtered: "Task type". */
  readonly label: string;
  readonly options: readonly string[];
  readonly chosen: readonly string[];
  /** What no choice means: "All task types". */
  readonly whenNone: string;
}

function summary({ label, chosen, whenNone }: FilterMenuProps): string {
  const [first] = chosen;
  if (first === undefined) return whenNone;
  return chosen.length === 1 ? first : `${chosen.length} ${label.toLowerCase()}s`;
}

/** A menu of check boxes; the page follows each choice. */
export function FilterMenu(props: FilterMenuProps) {
  const { name, label, options, chosen, whenNone } = props;
  const { change, pending } = useViewParams();
  const listed = [...new Set([...options, ...chosen])];
  const toggle = (option: string, on: boolean) => {
    const next = on ? [...chosen, option] : chosen.filter((other) => other !== option);
    change({ [name]: next.toSorted().join(",") });
  };
  return (
    <DropdownMenu modal={false}>
      <DropdownMenuTrigger className={BUTTON} aria-busy={pending} aria-label={`${label}: ${summary(props)}`}>
        <span className="max-w-44 truncate">{summary(props)}</span>
        <ChevronDown aria-hidden size={13} className="text-mute" />
      </DropdownMenuTrigger>
      <DropdownMenuContent aria-label={label}>
        <DropdownMenuItem onSelect={() => change({ [name]: null })}>{whenNone}</DropdownMenuItem>
        <DropdownMenuSeparator />
        {listed.map((option) => (
          <DropdownMenuCheckboxItem
            key={option}
            checked={chosen.includes(option)}
            onCheckedChange={(on) => toggle(option, on)}
            onSelect={(event) => event.preventDefault()}
          >
            {option}
          </DropdownMenuCheckboxItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
