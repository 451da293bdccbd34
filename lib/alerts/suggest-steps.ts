import type { Contributor } from "./rank-contributors.ts";
import type { MetricName } from "./metrics.ts";

const BY_CLASS: Readonly<Record<string, string>> = {
  rate_limited:
    "Lower concurrency or spread the load, ask the provider for a higher limit, or let routes fall back to another model meanwhile.",
  overloaded: "Look at the provider's status page; fall back to another model or provider until it recovers.",
  server_error: "Look at the provider's status page; fall back to another model or provider until it recovers.",
  timeout: "Look at output lengths and client time-outs; stream long answers, or fall back to a faster model.",
  network: "Look at the way out: proxy, DNS and TLS between the application and the provider.",
  stream_interrupted: "Look at proxies that close idle connections; shorter answers are cut less often.",
  auth: "Look at the key of this deployment: it was refused. A rotated or expired key is the usual cause.",
  invalid_request: "Look at what changed in the requests: a deploy, a parameter, a model name.",
  context_overflow: "Shorten the history or the documents put into the request, or use a model with a longer context.",
  truncated: "Raise the output limit, or ask for shorter answers.",
  refusal: "Read the example tasks: a changed prompt or new kind of input is the usual cause.",
  invalid_json:
    "Ask for a schema (structured output) instead of JSON in words, or use another model for this task type.",
  schema_mismatch: "Compare the schema with the example tasks; a changed schema or prompt is the usual cause.",
};

const BY_METRIC: Readonly<Record<MetricName, string>> = {
  retry_rate: "Look at the attempts of the example tasks: what they waited for is on each call.",
  provider_failure_rate: "Look at the provider's status page, and at what the example tasks did next.",
  failure_class: "Read the example tasks.",
  slow_first_token: "Look at input sizes and cache hits; if neither changed, the provider is slow.",
  traffic: "Look whether the application still runs and still sends: the library's queue, the key, the address.",
  reask_rate: "Compare the prompt and the model with last week's: answers are asked for again more often.",
  tool_invalidity: "Compare the tool's schema with what the model sent; a renamed field is the usual cause.",
  json_noncompliance: "Compare the schema and the prompt with last week's.",
  refusal_rate: "Read the example tasks: a changed prompt or new kind of input is the usual cause.",
  check_failure_rate: "Read the tasks that failed the check.",
  cost_per_hour: "Look at Costs by model and task type: more tasks, longer input, or a dearer model.",
  cost_per_success: "Look at Costs and Failures of the task type: fewer successes, or dearer ones.",
  budget: "Look at Costs for what grew; raise the budget if the growth is wanted.",
  unpriced_share: "Give the named models a price under Settings: until then totals leave them out.",
  undecided_share: "Look whether the application still reports outcomes.",
};

/** What to do about it, most likely first. */
export function suggestSteps(metric: MetricName, contributors: readonly Contributor[]): string[] {
  const classes = contributors.slice(0, 2).map(({ failure }) => BY_CLASS[failure] ?? "");
  return [...new Set([...classes, BY_METRIC[metric]])].filter((step) => step !== "");
}
