import { z } from "zod";

import { DECISION_BODY } from "./decision-body.ts";
import { MARK_BODY } from "./mark-body.ts";
import { POLICY_BODY } from "./policy-body.ts";
import { PRICE_BODY } from "./price-body.ts";
import { REPRICE_BODY } from "./reprice-body.ts";
import { SCHEDULE_BODY } from "./review-schedule-body.ts";
import { INGESTION_BODY } from "./take-ingestion.ts";
import { SCORE_BODY } from "./take-score.ts";
import { TASK_RULES, TASK_RULES_BODY } from "./task-rules-body.ts";
import { CHECKS_BODY, OUTCOME_BODY } from "./task-statements.ts";

interface Operation {
  readonly summary: string;
  readonly scope: "ingest" | "read" | "ingest or read" | "admin" | null;
  readonly parameters?: readonly string[];
  readonly body?: Readonly<Record<string, object>>;
}

const RANGE = ["from", "to"];
const OTLP_BODY = { "application/x-protobuf": {}, "application/json": {} };
const OUTCOMES = z.array(OUTCOME_BODY.extend({ task_id: z.string() }));

/** Every route once: the document is made from this table and the schemas that the routes themselves parse with. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  "/v1/traces": { post: { summary: "OTLP/HTTP trace export", scope: "ingest", body: OTLP_BODY } },
  "/v1/logs": { post: { summary: "OTLP/HTTP log export", scope: "ingest", body: OTLP_BODY } },
  "/v1/metrics": { post: { summary: "OTLP/HTTP metric export; not kept", scope: "ingest", body: OTLP_BODY } },
  "/api/v1/tasks/{id}/outcome": {
    post: { summary: "Say how a task ended", scope: "ingest", body: jsonBody(OUTCOME_BODY) },
  },
  "/api/v1/tasks/{id}/checks": {
    post: { summary: "Record named checks of a task", scope: "ingest", body: jsonBody(CHECKS_BODY) },
  },
  "/api/public/scores": {
    post: { summary: "A score as Langfuse's clients send it", scope: "ingest", body: jsonBody(SCORE_BODY) },
  },
  "/api/public/ingestion": {
    post: {
      summary: "A batch of events as Langfuse's clients send it",
      scope: "ingest",
      body: jsonBody(INGESTION_BODY),
    },
  },
  "/api/v1/outcomes": {
    post: {
      summary: "Say how many tasks ended; takes an Idempotency-Key",
      scope: "ingest",
      body: { ...jsonBody(OUTCOMES), "text/csv": {} },
    },
  },
  "/api/v1/task-rules": {
    get: { summary: "What the project says about tasks that no instrumentation names", scope: "read" },
    put: {
      summary: "Put rules in force, for past tasks too if asked",
      scope: "admin",
      body: jsonBody(TASK_RULES_BODY),
    },
  },
  "/api/v1/task-rules/preview": {
    post: { summary: "What rules would change of the latest tasks", scope: "read", body: jsonBody(TASK_RULES) },
  },
  "/api/v1/marks": { post: { summary: "Mark a deploy or a change", scope: "ingest", body: jsonBody(MARK_BODY) } },
  "/api/v1/metrics": {
    get: { summary: "The figures, grouped", scope: "read", parameters: [...RANGE, "group_by", "tz", "percentiles"] },
  },
  "/api/v1/failures": { get: { summary: "Failure classes by model and task type", scope: "read", parameters: RANGE } },
  "/api/v1/tasks": {
    get: {
      summary: "Tasks, latest first",
      scope: "read",
      parameters: [...RANGE, "outcome", "failure", "limit", "cursor"],
    },
  },
  "/api/v1/tasks/{id}": { get: { summary: "One task with its calls, attempts, tool calls and checks", scope: "read" } },
  "/api/v1/tasks/{id}/content": {
    get: {
      summary: "What its calls said and were answered, where that is kept; who opened it is written down",
      scope: "admin",
    },
  },
  "/api/v1/models": {
    get: { summary: "Models, their price now and what was measured", scope: "read", parameters: RANGE },
  },
  "/api/v1/policy": {
    get: { summary: "The routing policy in force", scope: "ingest or read", parameters: ["version"] },
    put: { summary: "Put a routing policy in force", scope: "admin", body: jsonBody(POLICY_BODY) },
  },
  "/api/v1/policy/versions": { get: { summary: "All versions of the policy, with who and when", scope: "read" } },
  "/api/v1/reviews/{week}": {
    get: { summary: "The review of an ISO week, as JSON, Markdown or CSV", scope: "read", parameters: ["format"] },
  },
  "/api/v1/what-if": {
    get: {
      summary: "What another choice of models would cost, or its policy",
      scope: "read",
      parameters: ["task_type", "model", "best", "floor", "volume", "explore", "format"],
    },
  },
  "/api/v1/review-schedule": {
    get: { summary: "When the weekly review is sent, and the channels it can go over", scope: "read" },
    put: {
      summary: "Send the weekly review at an hour of the week, or never",
      scope: "admin",
      body: jsonBody(SCHEDULE_BODY),
    },
  },
  "/api/v1/decisions": {
    get: { summary: "Decisions, oldest first", scope: "read" },
    post: { summary: "Write a decision down, to be measured", scope: "admin", body: jsonBody(DECISION_BODY) },
  },
  "/api/v1/prices": {
    get: { summary: "The price table's age, unpriced models, and what the project says of prices", scope: "read" },
    put: { summary: "Set a price, a discount or a mark-up", scope: "admin", body: jsonBody(PRICE_BODY) },
  },
  "/api/v1/reprice": {
    post: { summary: "Price the calls of a range again, as a job", scope: "admin", body: jsonBody(REPRICE_BODY) },
  },
  "/api/v1/bills": {
    get: { summary: "What imported exports say beside what was captured", scope: "read", parameters: RANGE },
    post: {
      summary: "Import a provider's usage or cost export, and compare",
      scope: "admin",
      body: { "application/json": {}, "text/csv": {} },
    },
  },
  "/api/v1/erasures": {
    post: { summary: "Delete tasks for good, by id, user or time, as a job with a receipt", scope: "admin" },
  },
  "/api/v1/users/{id}/export": {
    get: { summary: "Everything that is kept about a user, as JSON lines", scope: "admin" },
  },
  "/api/v1/jobs": { get: { summary: "Jobs, latest first", scope: "read" } },
  "/api/v1/jobs/{id}": {
    get: { summary: "How far a job is, and what came of it", scope: "read" },
    delete: { summary: "Stop a job after the part it is at", scope: "admin" },
  },
  "/api/v1/prices/{id}": { delete: { summary: "Withdraw one of them", scope: "admin" } },
  "/api/v1/alerts": {
    get: {
      summary: "Alert rules, and incidents that are open or were in the range",
      scope: "read",
      parameters: [...RANGE, "state", "limit"],
    },
  },
  "/api/health": { get: { summary: "Health, with the ingest lag", scope: null } },
  "/metrics": { get: { summary: "The server's own figures as Prometheus text", scope: null } },
};

/** The description of the HTTP interface, OpenAPI 3.1. */
export function describeApi(): object {
  const paths = Object.fromEntries(
    Object.entries(ROUTES).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, describe(path, operation)])),
    ]),
  );
  return {
    openapi: "3.1.0",
    info: { title: "Outturn", version: "1" },
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "A key with the scope the route asks for" },
      },
      schemas: { Error: ERROR_SCHEMA },
    },
    paths,
  };
}

const ERROR_SCHEMA = z.toJSONSchema(z.object({ error: z.object({ code: z.string(), message: z.string() }) }));

function describe(path: string, { summary, scope, parameters = [], body }: Operation): object {
  const named = parameters.map((name) => ({ name, in: "query", schema: { type: "string" } }));
  const id = path.includes("{id}")
    ? [{ name: "id", in: "path", required: true, schema: { type: "string", maxLength: 256 } }]
    : [];
  const failed = {
    description: "Refused",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
  return {
    summary: scope === null ? summary : `${summary} (scope ${scope})`,
    ...(scope === null ? {} : { security: [{ key: [] }] }),
    parameters: [...id, ...named],
    ...(body === undefined ? {} : { requestBody: { required: true, content: body } }),
    responses: { 200: { description: "Done" }, "4XX": failed },
  };
}

function jsonBody(schema: z.ZodType): Readonly<Record<string, object>> {
  return { "application/json": { schema: z.toJSONSchema(schema, { unrepresentable: "any" }) } };
}
