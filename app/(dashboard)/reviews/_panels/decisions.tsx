import { ReviewSection } from "#components/review/review-section.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { dollars } from "#lib/review/document/show-figures.ts";
import { METRIC_WORDS } from "#lib/review/document/words.ts";
import { DECISION_METRICS } from "#lib/domain/decision-metric.ts";
import { decisionSentence } from "#lib/review/document/say-review.ts";
import { readOptions } from "../../_data/open-project.ts";
import { askReview } from "../../_data/read-review.ts";
import { saveDecision } from "../_actions/save-decision.ts";

const METRICS = DECISION_METRICS.map((value) => {
  const words = METRIC_WORDS[value];
  return { value, label: `${words.slice(0, 1).toUpperCase()}${words.slice(1)}` };
});

/** What was decided and what it did, and a form for what is decided now. */
export async function DecisionsPanel({ week }: { readonly week: string }) {
  const [{ decisions, saved_by_decisions_usd: saved }, { taskTypes }] = await Promise.all([
    askReview(week),
    readOptions(),
  ]);
  const types = [{ value: "", label: "All work" }, ...taskTypes.map((type) => ({ value: type, label: type }))];
  return (
    <ReviewSection
      id="decisions"
      title="Decisions"
      note="Measured against the four weeks that end before the week that prompted them, for the same mix of work. Cost per success as often as you look, every other figure once, on the day it is judged."
    >
      {decisions.length === 0 ? (
        <p className="mb-3">None is written down yet.</p>
      ) : (
        <ul className="mb-3 max-w-[860px] space-y-1">
          {decisions.map((decision) => (
            <li key={decision.id}>{decisionSentence(decision)}</li>
          ))}
        </ul>
      )}
      {Number(saved) === 0 ? null : <p className="mb-3">Saved so far, measured: {dollars(saved)}.</p>}
      <div className="no-print">
        <SettingsForm
          action={saveDecision}
          submit="Write it down"
          hidden={{ prompted_by: week }}
          fields={[
            { name: "title", label: "What was decided", value: "", width: "300px" },
            { name: "task_type", label: "For", value: "", width: "200px", options: types },
            { name: "metric", label: "To change", value: "cost_per_success", width: "220px", options: METRICS },
            {
              name: "expected",
              label: "Expected change",
              value: "",
              width: "200px",
              unit: "%",
              decimal: true,
            },
            { name: "at", label: "In force from", value: "", width: "120px", hint: "today" },
            { name: "judge_at", label: "Judged on", value: "", width: "120px", hint: "in four weeks" },
          ]}
        />
      </div>
    </ReviewSection>
  );
}
