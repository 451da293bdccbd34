"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { useState } from "react";
import { THEME_COOKIE, type Theme } from "#components/read-theme.ts";

const YEAR_S = 31_536_000;

const CHOICES = [
  { theme: "system", label: "As the system", Icon: Monitor },
  { theme: "light", label: "Light", Icon: Sun },
  { theme: "dark", label: "Dark", Icon: Moon },
] as const satisfies readonly { theme: Theme; label: string; Icon: unknown }[];

/** Remembers the choice in a cookie, so that the server renders the right colours and nothing flashes. */
export function ThemeSwitch({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState<Theme>(initial);
  const choose = (value: string) => {
    const next = CHOICES.find((choice) => choice.theme === value)?.theme;
    if (next === undefined) return;
    setTheme(next);
    document.documentElement.dataset["theme"] = next;
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${YEAR_S}; samesite=lax`;
  };
  return (
    <ToggleGroup.Root type="single" value={theme} onValueChange={choose} aria-label="Colours" className="flex gap-0.5">
      {CHOICES.map(({ theme: value, label, Icon }) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          aria-label={label}
          title={label}
          className="grid size-7 place-items-center rounded text-mute hover:text-ink data-[state=on]:bg-sel data-[state=on]:text-ink"
        >
          <Icon aria-hidden size={14} />
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
