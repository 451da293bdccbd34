"use client";

import { useRouter } from "next/navigation";
import { useEffect, useId, useState, type KeyboardEvent } from "react";
import { Modal } from "#components/ui/modal.tsx";
import { cn } from "#components/ui/cn.ts";
import { carriedQuery, PAGES } from "./pages.ts";

interface Command {
  readonly name: string;
  /** What kind of thing it opens. */
  readonly kind: string;
  readonly href: string;
}

const MOST_SHOWN = 9;

/** The models of the last weeks, as the metrics know them; none where they cannot be had. */
async function fetchModels(signal: AbortSignal): Promise<string[]> {
  const answer = await fetch("/api/v1/metrics?group_by=model", { signal });
  if (!answer.ok) return [];
  // The documented answer of this very server.
  const { rows } = (await answer.json()) as { readonly rows: readonly { readonly model: string }[] };
  return rows.map(({ model }) => model).filter((model) => model !== "");
}

function useModels(): readonly string[] {
  const [models, setModels] = useState<readonly string[]>([]);
  useEffect(() => {
    const away = new AbortController();
    fetchModels(away.signal).then(setModels, () => setModels([]));
    return () => away.abort();
  }, []);
  return models;
}

/** Letters of the text in their order, not necessarily side by side; the better the earlier and closer. Null where they are not. */
function rank(name: string, text: string): number | null {
  const [where, what] = [name.toLowerCase(), text.toLowerCase()];
  const whole = where.indexOf(what);
  if (whole >= 0) return whole;
  let at = -1;
  for (const letter of what) {
    at = where.indexOf(letter, at + 1);
    if (at < 0) return null;
  }
  return 100 + at;
}

function find(text: string, models: readonly string[]): Command[] {
  const query = carriedQuery(new URLSearchParams(location.search));
  const pages = PAGES.map(({ name, href }) => ({ name, kind: "page", href: `${href}${query}` }));
  const known = models.map((model) => ({
    name: model,
    kind: "model",
    href: `/models/${encodeURIComponent(model)}${query}`,
  }));
  if (text === "") return [...pages];
  const found = [...pages, ...known]
    .flatMap((command) => {
      const at = rank(command.name, text);
      return at === null ? [] : [{ command, at }];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ command }) => command);
  const tasks = {
    name: `Tasks whose id contains “${text}”`,
    kind: "search",
    href: `/tasks?id=${encodeURIComponent(text)}`,
  };
  return [...found.slice(0, MOST_SHOWN - 1), tasks];
}

/** Typing finds a page, a model or tasks; arrows choose and Enter opens. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const id = useId();
  const models = useModels();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const commands = find(text.trim(), models);
  const open = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    router.push(command.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setChosen((chosen + step + commands.length) % commands.length);
    else if (event.key === "Enter") open(commands[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal label="Find a page, model or task" onClose={onClose}>
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={`${id}-found`}
        aria-activedescendant={`${id}-${chosen}`}
        aria-label="Find a page, model or task"
        placeholder="A page, a model, part of a task’s id"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
        className="h-11 w-full border-b border-hair bg-ground px-4 text-[15px] outline-none placeholder:text-mute"
      />
      <ul id={`${id}-found`} role="listbox" aria-label="Found" className="p-1.5">
        {commands.map((command, i) => (
          <li
            key={command.href}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === chosen}
            onPointerMove={() => setChosen(i)}
            onClick={() => open(command)}
            className={cn("flex cursor-pointer justify-between gap-4 rounded px-2.5 py-1.5", i === chosen && "bg-sel")}
          >
            <span className="truncate">{command.name}</span>
            <span className="text-note text-mute">{command.kind}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
