import type { ReactNode } from "react";

interface SettingsSectionProps {
  /** Where links of other pages lead, and the id of the heading. */
  readonly id: string;
  readonly title: string;
  readonly note: ReactNode;
  readonly children: ReactNode;
}

/** One matter of the settings: what it is on the left, what can be done on the right. */
export function SettingsSection({ id, title, note, children }: SettingsSectionProps) {
  return (
    <section
      aria-labelledby={id}
      className="grid gap-x-11 gap-y-3 border-b border-hair py-6 last:border-b-0 lg:grid-cols-[260px_minmax(0,1fr)]"
    >
      <div>
        <h2 id={id} className="text-[13.5px] font-semibold">
          {title}
        </h2>
        <div className="mt-1 text-mute max-lg:max-w-[560px]">{note}</div>
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
