import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { listAudit } from "#lib/store/audit.ts";
import type { BillLine } from "#lib/domain/bill.ts";
import { listBill, saveBill } from "#lib/store/bill-lines.ts";
import { changeProject } from "#lib/store/change-project.ts";
import { createApiKey, ensureApiKey } from "#lib/store/create-api-key.ts";
import { countContents, listContents } from "#lib/store/list-contents.ts";
import { forgetContents, listContentKeys, saveContentKey } from "#lib/store/content-keys.ts";
import { listDecisions, recordDecision } from "#lib/store/decisions.ts";
import { cancelJob, createEraseJob, createRepriceJob, findJob, listJobs } from "#lib/store/jobs.ts";
import { enqueueReview, findReviewSchedule, saveReviewSchedule } from "#lib/store/review-schedule.ts";
import { findFrozenReview, freezeReview, readDecisionDelay } from "#lib/store/reviews.ts";
import { createMark } from "#lib/store/create-mark.ts";
import { declareTags } from "#lib/store/declare-tags.ts";
import { findProjectById } from "#lib/store/find-project.ts";
import { listTasksOfUser } from "#lib/store/erase-tasks.ts";
import { findTask } from "#lib/store/find-task.ts";
import { listApiKeys, revokeApiKey, rotateApiKey } from "#lib/store/list-api-keys.ts";
import { listMarks } from "#lib/store/list-marks.ts";
import { listTaskTags } from "#lib/store/list-task-tags.ts";
import { listSavedViews, removeSavedView, saveView } from "#lib/store/saved-views.ts";
import { listTasks } from "#lib/store/list-tasks.ts";
import type { Store } from "#lib/store/open-store.ts";
import { listPriceRules, setPriceRule, withdrawPriceRule } from "#lib/store/price-rules.ts";
import { readFoldVersion } from "#lib/store/read-fold-state.ts";
import { recordEvents } from "#lib/store/record-event.ts";
import { findAnswer, rememberAnswer } from "#lib/store/remember-answer.ts";
import { findRoutingPolicy, listRoutingPolicies, saveRoutingPolicy } from "#lib/store/routing-policy.ts";
import { findCurrentRules, findTaskRules, previewTaskRules, saveTaskRules } from "#lib/store/task-rules.ts";
import { placeConversations } from "#lib/store/place-conversations.ts";
import { NO_RULES } from "#lib/domain/task-rules.ts";
import { withdrawEvent } from "#lib/store/withdraw-event.ts";
import { listServed, noteServed } from "#lib/store/served-models.ts";
import { listTaskTypes, saveTaskType } from "#lib/store/save-task-type.ts";
import { folded, openApi } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

import { AT, fingerprint, decisionOf, openTenant, priceOf, SCHEDULE, settled, SHARED } from "./tenant.ts";
import type { Tenant } from "./tenant.ts";

const STORE = join(import.meta.dirname, "../../../lib/store");
const TENANTS = 10;

interface Attempt {
  readonly store: Store;
  /** The one who calls. */
  readonly projectId: string;
  /** The one whose ids are used. */
  readonly other: Tenant;
}

const RULES = { ...NO_RULES, conversationIsTask: true, types: [{ span: "*", type: "mine" }] };
const LINE: BillLine = {
  provider: "openai",
  report: "cost",
  day: "2026-11-22",
  model: "gpt-4o",
  item: "input",
  requests: null,
  inputTokens: null,
  outputTokens: null,
  costNano: 5n,
};
const EVER = { from: new Date(0), to: new Date("2100-01-01T00:00:00Z") };

/** Every function of the store that takes a project. A new one that is not here fails the test: say how it is called with another's ids. */
const CALLED: Readonly<Record<string, (attempt: Attempt) => Promise<unknown>>> = {
  cancelJob: async ({ store, projectId, other }) => cancelJob(store, projectId, other.jobId),
  createRepriceJob: async ({ store, projectId }) =>
    createRepriceJob(store, {
      projectId,
      request: { from: AT.toISOString(), to: AT.toISOString(), model: null, dryRun: true },
      requestedBy: "me",
    }),
  createEraseJob: async ({ store, projectId, other }) =>
    createEraseJob(store, {
      projectId,
      request: { taskIds: [other.taskId], userId: null, started: null },
      requestedBy: "me",
    }),
  findFrozenReview: async ({ store, projectId }) => findFrozenReview(store, projectId, "2026-W47"),
  freezeReview: async ({ store, projectId }) =>
    freezeReview(store, { projectId, week: "2026-W47", document: { mine: true } }),
  findJob: async ({ store, projectId, other }) => findJob(store, projectId, other.jobId),
  findReviewSchedule: async ({ store, projectId }) => findReviewSchedule(store, projectId),
  saveReviewSchedule: async ({ store, projectId }) => saveReviewSchedule(store, projectId, null),
  enqueueReview: async ({ store, projectId }) =>
    enqueueReview(store, { schedule: { projectId, ...SCHEDULE }, week: "2026-W47", nextAt: EVER.to, message: {} }),
  listAudit: async ({ store, projectId }) => listAudit(store, projectId, 100),
  listContents: async ({ store, projectId, other }) => listContents(store, projectId, other.taskId),
  countContents: async ({ store, projectId, other }) => countContents(store, projectId, other.taskId),
  listContentKeys: async ({ store, projectId }) => listContentKeys(store, projectId),
  forgetContents: async ({ store, projectId }) => forgetContents(store, projectId),
  saveContentKey: async ({ store, projectId }) =>
    saveContentKey(store, projectId, { id: crypto.randomUUID(), sealed: Buffer.from("sealed") }),
  listDecisions: async ({ store, projectId }) => listDecisions(store, projectId, EVER.to),
  listJobs: async ({ store, projectId }) => listJobs(store, projectId),
  readDecisionDelay: async ({ store, projectId }) => readDecisionDelay(store, projectId, EVER.to),
  recordDecision: async ({ store, projectId }) => recordDecision(store, decisionOf(projectId, "mine")),
  changeProject: async ({ store, projectId }) => changeProject(store, projectId, { name: "renamed" }),
  createApiKey: async ({ store, projectId }) => createApiKey(store, { projectId, scope: "read", name: "mine" }),
  createMark: async ({ store, projectId, other }) =>
    createMark(store, { projectId, at: AT, label: `${other.mark}-deploy`.slice(0, 3), kind: "deploy" }),
  declareTags: async ({ store, projectId }) => declareTags(store, projectId, []),
  ensureApiKey: async ({ store, projectId }) =>
    ensureApiKey(store, { projectId, scope: "read", name: "fixed", plaintext: `fixed-key-of-${projectId}` }),
  findAnswer: async ({ store, projectId, other }) =>
    findAnswer(store, { projectId, key: SHARED.idempotencyKey, requestHash: other.mark }).catch(() => null),
  findProjectById: async ({ store, projectId }) => findProjectById(store, projectId),
  findRoutingPolicy: async ({ store, projectId }) => findRoutingPolicy(store, projectId, 1),
  findTask: async ({ store, projectId, other }) => findTask(store, projectId, other.taskId),
  listApiKeys: async ({ store, projectId }) => listApiKeys(store, projectId),
  listMarks: async ({ store, projectId }) => listMarks(store, projectId, EVER),
  listPriceRules: async ({ store, projectId }) => listPriceRules(store, projectId),
  listRoutingPolicies: async ({ store, projectId }) => listRoutingPolicies(store, projectId),
  listSavedViews: async ({ store, projectId }) => listSavedViews(store, projectId, "tasks"),
  removeSavedView: async ({ store, projectId, other }) => removeSavedView(store, projectId, other.viewId),
  saveView: async ({ store, projectId }) =>
    saveView(store, { projectId, page: "tasks", name: "the same view", query: "outcome=failed", createdBy: "me" }),
  listTaskTags: async ({ store, projectId }) => listTaskTags(store, projectId),
  listTaskTypes: async ({ store, projectId }) => listTaskTypes(store, projectId),
  listTasks: async ({ store, projectId, other }) => {
    const { cursor } = await listTasks(store, { projectId: other.projectId, limit: 1 });
    const tags = { customer: `${other.mark}-customer` };
    return [await listTasks(store, { projectId, cursor }), await listTasks(store, { projectId, filter: { tags } })];
  },
  listBill: async ({ store, projectId }) => listBill(store, projectId, EVER),
  saveBill: async ({ store, projectId }) => saveBill(store, projectId, [LINE]),
  listTasksOfUser: async ({ store, projectId, other }) => listTasksOfUser(store, projectId, `${other.mark}-user`),
  listServed: async ({ store, projectId }) => listServed(store, projectId),
  noteServed: async ({ store, projectId }) =>
    noteServed(store, projectId, [
      { provider: "openai", requested: "gpt-4o", served: "gpt-4o-next", firstAt: AT, lastAt: AT },
    ]),
  readFoldVersion: async ({ store, projectId }) => readFoldVersion(store.pool, projectId),
  recordEvents: async ({ store, projectId, other }) =>
    recordEvents(store, projectId, [
      { taskId: other.taskId, atUs: 1e15, id: "the-same-event", checks: { stolen: true } },
    ]),
  rememberAnswer: async ({ store, projectId }) =>
    rememberAnswer(store, { projectId, key: SHARED.idempotencyKey, requestHash: "x" }, { status: 500, response: "{}" }),
  findCurrentRules: async ({ store, projectId }) => findCurrentRules(store, projectId),
  findTaskRules: async ({ store, projectId }) => findTaskRules(store, projectId),
  previewTaskRules: async ({ store, projectId }) => previewTaskRules(store, projectId, RULES),
  saveTaskRules: async ({ store, projectId }) => {
    await saveTaskRules(store, projectId, { rules: RULES, fromUs: null });
    while (await placeConversations(store));
  },
  revokeApiKey: async ({ store, projectId, other }) => revokeApiKey(store, projectId, other.keyId),
  rotateApiKey: async ({ store, projectId, other }) => rotateApiKey(store, projectId, other.keyId).catch(() => null),
  saveRoutingPolicy: async ({ store, projectId }) =>
    saveRoutingPolicy(store, { projectId, rules: [], createdBy: "me" }),
  saveTaskType: async ({ store, projectId, other }) =>
    saveTaskType(store, { projectId, name: `${other.mark}-type`, failureCostNano: 7n, successFloor: null }),
  setPriceRule: async ({ store, projectId }) => setPriceRule(store, projectId, priceOf("mine")),
  withdrawEvent: async ({ store, projectId, other }) =>
    withdrawEvent(store, projectId, { taskId: other.taskId, eventId: "api:the-same-event" }),
  withdrawPriceRule: async ({ store, projectId, other }) => withdrawPriceRule(store, projectId, other.priceId),
};

/** Functions over a whole installation or on a job in hand, for the server itself, and one that finds the project by a secret. */
const WHOLE = new Set([
  "createTableKeeper",
  "placeAwaiting",
  "claimJob",
  "finishJob",
  "closeErasure",
  "erasePart",
  "isRememberedKey",
  "repricePart",
  "workOn",
  "createFoldLoop",
  "createProject",
  "ensureDefaultProject",
  "findApiKey",
  "findProject",
  "foldUntilClean",
  "listDueSchedules",
  "listProjects",
  "placeConversations",
  "readDatabaseSize",
  "readFoldLag",
  "verify",
]);

/** Functions of an organisation or a person, who may see several projects: who belongs where is proved with them. */
const OF_PEOPLE = new Set([
  "acceptInvitation",
  "changeMember",
  "findInvitation",
  "findOrganisation",
  "grantRole",
  "invite",
  "listInvitations",
  "listMembers",
  "listOwnProjects",
  "ownUnowned",
  "revokeInvitation",
  "writeAudit",
]);

const OVER_THE_STORE = /^export (?:async )?function (\w+)\(\s*(?:store: Store\b|reads: )/gm;

let api: TestApi;
const tenants: Tenant[] = [];

beforeAll(async () => {
  api = await openApi();
  for (let number = 0; number < TENANTS; number++) tenants.push(await openTenant(api.runtime, number));
  await settled(api.runtime, tenants);
  await folded(api.runtime);
}, 120_000);
afterAll(async () => {
  await api.close();
});

test("every function of the store that takes a project is known here, and none that is known is gone", () => {
  const files = globSync("*.ts", { cwd: STORE }).map((file) => readFileSync(join(STORE, file), "utf8"));
  const names = files.flatMap((text) => [...text.matchAll(OVER_THE_STORE)].map(([, name = ""]) => name));
  expect(names.filter((name) => !WHOLE.has(name) && !OF_PEOPLE.has(name)).sort()).toEqual(Object.keys(CALLED).sort());
});

test.each(Object.entries(CALLED))(
  "%s neither reads nor writes a row of the other nine tenants",
  async (_name, call) => {
    const [caller, ...others] = tenants;
    if (caller === undefined) throw new Error("there are ten tenants");
    const before = await fingerprint(api.runtime, others);
    for (const other of others) {
      const answer = await call({ store: api.runtime.store, projectId: caller.projectId, other });
      const text =
        JSON.stringify(answer, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)) ?? "";
      // Its own words come back from a function that was handed them.
      expect(others.filter(({ mark }) => mark !== other.mark && text.includes(mark))).toEqual([]);
      expect(text).not.toContain(`${other.mark}-reason`);
      expect(text).not.toContain(`${other.mark}-key`);
    }
    await folded(api.runtime);
    expect(await fingerprint(api.runtime, others)).toEqual(before);
  },
);
