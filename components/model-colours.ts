import { own } from "#lib/domain/own.ts";
/** Slots of the palette in globals.css (`--model-0` …): hues that stay apart for colour-blind readers. */
const SLOTS = 18;

function hash(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619) >>> 0;
  return h;
}

/** One fixed colour per model: each takes the slot of its hash, or the next free one, in the order of their names. */
export function assignModelColours(models: readonly string[]): Readonly<Record<string, string>> {
  const taken = new Set<number>();
  const colours: [string, string][] = [];
  for (const model of [...new Set(models)].sort()) {
    if (taken.size === SLOTS) taken.clear();
    let slot = hash(model) % SLOTS;
    while (taken.has(slot)) slot = (slot + 1) % SLOTS;
    taken.add(slot);
    colours.push([model, `var(--model-${slot})`]);
  }
  return Object.fromEntries(colours);
}

export type ModelColours = Readonly<Record<string, string>>;

export function colourOf(colours: ModelColours, model: string): string {
  return own(colours, model) ?? "var(--mute)";
}
