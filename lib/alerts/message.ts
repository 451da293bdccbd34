import type { Contributor } from "./rank-contributors.ts";
import { describeFinding, showMinutes, showTime, titleOf } from "./describe-finding.ts";
import type { Reasons } from "./explain-incident.ts";
import type { Part } from "./look.ts";

export const MESSAGE_KINDS = ["opened", "recovered", "test", "review"] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** What is told of an incident or in a weekly review, in plain text: each channel writes it in its own way, and trusts none of it. */
export interface AlertMessage {
  readonly kind: MessageKind;
  /** Null for a test and for a review. */
  readonly incidentId: string | null;
  readonly project: string;
  readonly simulated: boolean;
  readonly title: string;
  /** ISO 8601. */
  readonly since: string;
  readonly endedAt: string | null;
  /** Sentences: what changed, what was seen and expected. */
  readonly lines: readonly string[];
  readonly contributors: readonly string[];
  readonly steps: readonly string[];
  /** Page of the incident or the review. */
  readonly url: string;
}

export interface MessageContext {
  readonly projectName: string;
  readonly simulated: boolean;
  /** Where the server is reached, without a slash at its end. */
  readonly publicUrl: string;
}

export function openedMessage(
  { projectName, simulated, publicUrl }: MessageContext,
  incident: { readonly id: string; readonly sinceMs: number; readonly minuteMs: number },
  part: Part,
  reasons: Reasons,
): AlertMessage {
  const { metric, scope } = part.series;
  return {
    kind: "opened",
    incidentId: incident.id,
    project: projectName,
    simulated,
    title: titleOf(metric, scope, part.finding),
    since: new Date(incident.sinceMs).toISOString(),
    endedAt: null,
    lines: [describeFinding(metric, part.finding, incident.minuteMs), tasksLine(reasons)].filter((line) => line !== ""),
    contributors: reasons.contributors.slice(0, 5).map(describeContributor),
    steps: reasons.steps,
    url: incidentUrl(publicUrl, incident.id),
  };
}

export function recoveredMessage(
  { projectName, simulated, publicUrl }: MessageContext,
  incident: { readonly id: string; readonly title: string; readonly sinceMs: number; readonly endedMs: number },
): AlertMessage {
  const minutes = Math.max(1, Math.round((incident.endedMs - incident.sinceMs) / 60_000));
  return {
    kind: "recovered",
    incidentId: incident.id,
    project: projectName,
    simulated,
    title: `Over: ${incident.title}`,
    since: new Date(incident.sinceMs).toISOString(),
    endedAt: new Date(incident.endedMs).toISOString(),
    lines: [`It lasted ${showMinutes(minutes)}, from ${showTime(incident.sinceMs)} to ${showTime(incident.endedMs)}.`],
    contributors: [],
    steps: [],
    url: incidentUrl(publicUrl, incident.id),
  };
}

export function testMessage({ projectName, simulated, publicUrl }: MessageContext, channel: string): AlertMessage {
  return {
    kind: "test",
    incidentId: null,
    project: projectName,
    simulated,
    title: `Test of the channel ${channel}`,
    since: new Date().toISOString(),
    endedAt: null,
    lines: ["Alerts of this project will arrive here. Nothing is wrong."],
    contributors: [],
    steps: [],
    url: `${publicUrl}/alerts/channels`,
  };
}

function incidentUrl(publicUrl: string, id: string): string {
  return `${publicUrl}/alerts/${id}`;
}

function tasksLine({ tasks }: Reasons): string {
  return tasks === 0 ? "" : `${tasks} ${tasks === 1 ? "task is" : "tasks are"} affected so far.`;
}

/** `62 %: gpt-5 at openai, rate limited (429), lead_qualification`. */
export function describeContributor(contributor: Contributor): string {
  const { share, hits, model, provider, failure, httpStatus, tool, taskType } = contributor;
  const place = provider === "" ? model : `${model} at ${provider}`;
  const status = httpStatus === null ? "" : ` (${httpStatus})`;
  const why = failure === "" ? "" : `${failure.replaceAll("_", " ")}${status}`;
  const parts = [place, why, tool === "" ? "" : `tool ${tool}`, taskType].filter((part) => part !== "");
  return `${Math.round(share * 100)} %: ${parts.join(", ")} · ${hits} ${hits === 1 ? "call" : "calls"}`;
}
