"use client";

import { ChevronDown } from "lucide-react";
import { useState, type SyntheticEvent } from "react";
import { BUTTON } from "#components/ui/button.ts";
import { cn } from "#components/ui/cn.ts";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { DAY_MS } from "#lib/domain/time.ts";
import { useViewParams } from "./use-view-params.ts";

const CHOICES = [
  { span: "24h", name: "Last 24 hours" },
  { span: "7d", name: "Last 7 days" },
  { span: "28d", name: "Last 28 days" },
  { span: "90d", name: "Last 90 days" },
] as const;

interface RangePickerProps {
  readonly span: string;
  readonly name: string;
  /** First and last day shown, as `2026-11-16`, in UTC. */
  readonly firstDay: string;
  readonly lastDay: string;
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
}

export function RangePicker({ span, name, firstDay, lastDay }: RangePickerProps) {
  const { change, pending } = useViewParams();
  const [open, setOpen] = useState(false);
  const choose = (changes: Readonly<Record<string, string | null>>) => {
    setOpen(false);
    change(changes);
  };
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger className={BUTTON} aria-busy={pending} aria-label={`Time range: ${name}, UTC`}>
        {name} <span className="text-mute">UTC</span>
        <ChevronDown aria-hidden size={13} className="text-mute" />
      </PopoverTrigger>
      <PopoverContent aria-label="Time range">
        {CHOICES.map((choice) => (
          <button
            key={choice.span}
            type="button"
            aria-pressed={choice.span === span}
            onClick={() => choose({ span: choice.span === "28d" ? null : choice.span, from: null, to: null })}
            className={cn(
              "flex w-full items-center justify-between rounded px-2.5 py-1.5 text-left hover:bg-sel",
              choice.span === span && "font-semibold",
            )}
          >
            {choice.name}
          </button>
        ))}
        <CustomRange
          firstDay={firstDay}
          lastDay={lastDay}
          onChoose={(from, last) => choose({ span: null, from, to: nextDay(last) })}
        />
      </PopoverContent>
    </Popover>
  );
}

interface CustomRangeProps {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly onChoose: (first: string, last: string) => void;
}

function CustomRange({ firstDay, lastDay, onChoose }: CustomRangeProps) {
  const [first, setFirst] = useState(firstDay);
  const [last, setLast] = useState(lastDay);
  const valid = first !== "" && last !== "" && first <= last;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (valid) onChoose(first, last);
  };
  const input = "h-7 w-36 rounded border border-hair bg-ground px-1.5 text-body";
  return (
    <form onSubmit={submit} className="mt-1.5 border-t border-hair px-2.5 pt-2.5 pb-1">
      <label className="mb-1.5 flex items-center justify-between gap-2 text-mute">
        From
        <input type="date" value={first} onChange={(e) => setFirst(e.target.value)} className={cn(input, "text-ink")} />
      </label>
      <label className="mb-2 flex items-center justify-between gap-2 text-mute">
        Through
        <input type="date" value={last} onChange={(e) => setLast(e.target.value)} className={cn(input, "text-ink")} />
      </label>
      {valid ? null : (
        <p role="alert" className="mb-2 text-note text-bad">
          The first day must not be after the last.
        </p>
      )}
      <button type="submit" className={BUTTON} disabled={!valid}>
        Show these days
      </button>
    </form>
  );
}
