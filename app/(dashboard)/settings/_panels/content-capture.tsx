import { SettingsForm } from "#components/settings/settings-form.tsx";
import { ownPatternsOf, writePatternLines } from "#lib/server/content/own-patterns.ts";
import type { SignedInProject } from "#lib/server/open-signed-in-project.ts";
import { saveContent } from "../_actions/save-content.ts";

const CAPTURE = [
  { value: "off", label: "off: nothing is stored" },
  { value: "on", label: "on: messages are stored" },
  { value: "forget", label: "off, and delete what is stored" },
] as const;

/** Whether messages of calls are kept, for how long, and what is taken out of them beside the usual. */
export function ContentCapture({ project }: Pick<SignedInProject, "project">) {
  return (
    <div className="mb-5">
      <SettingsForm
        action={saveContent}
        submit="Save"
        submitName="Save content capture"
        fields={[
          {
            name: "content_capture",
            label: "Content capture",
            value: project.contentCapture ? "on" : "off",
            width: "230px",
            options: CAPTURE,
          },
          {
            name: "content_days",
            label: "Keep messages for, days",
            value: String(project.contentDays),
            width: "160px",
          },
          {
            name: "content_patterns",
            label: "Take out, too: name: pattern, one a line",
            value: writePatternLines(ownPatternsOf(project.contentPatterns)),
            width: "340px",
            lines: 2,
          },
        ]}
      />
    </div>
  );
}
